"""Providers' cards from TOML and CSV."""

from datetime import date
from pathlib import Path

import pytest

from assistant.adapters.files.bullpen import BullpenFile
from assistant.domain.bullpen import Evidence, EvidenceKind, Provider
from assistant.domain.people import Person, Role
from assistant.errors import SourceError
from assistant.ports import Failed

TOPICS = frozenset({"payroll", "hr", "trades"})

CARD = """[[provider]]
name = "Ann Lee"
organisation = "Lee Payroll"
email = "Ann@Lee.example"
phone = "01 555 0100"
services = ["payroll", "hr"]
does = "Runs payroll for firms of up to fifty."
not_for = ["farms"]
area = ["Dublin", "Kildare"]
ideal_client = "A firm whose bookkeeper has left"
paused_until = 2026-12-01

[[provider.evidence]]
kind = "visit"
date = 2026-05-04
note = "Saw the office"
"""


def cards(tmp_path: Path, text: str, name: str = "bullpen.toml") -> tuple[list[tuple[Person, Provider]], list[str]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    found = list(BullpenFile(path=path, topics=TOPICS).cards())
    failed = [f"{item.locator.rpartition('/')[2]}: {item.error}" for item in found if isinstance(item, Failed)]
    return [item for item in found if not isinstance(item, Failed)], failed


def test_a_card_in_toml(tmp_path: Path) -> None:
    ((person, provider),), failed = cards(tmp_path, CARD)
    assert failed == []
    assert (person.name, person.addresses, person.organisation) == ("Ann Lee", ("ann@lee.example",), "Lee Payroll")
    assert (person.roles, person.note, person.area) == ((Role.PROVIDER,), "Phone: 01 555 0100", ("Dublin", "Kildare"))
    assert provider == Provider(
        id=provider.id,
        person_id=person.id,
        services=("payroll", "hr"),
        does="Runs payroll for firms of up to fifty.",
        not_for=("farms",),
        area=("Dublin", "Kildare"),
        ideal_client="A firm whose bookkeeper has left",
        evidence=(Evidence(kind=EvidenceKind.VISIT, on=date(2026, 5, 4), note="Saw the office"),),
        paused_until=date(2026, 12, 1),
    )


def test_the_same_card_in_csv(tmp_path: Path) -> None:
    text = (
        "Name,organisation,email,phone,services,does,not_for,area,ideal_client,paused_until,"
        "evidence_kind,evidence_date,evidence_note\n"
        "Ann Lee,Lee Payroll,ann@lee.example,01 555 0100,payroll;hr,"
        "Runs payroll for firms of up to fifty.,farms,Dublin;Kildare,"
        "A firm whose bookkeeper has left,2026-12-01,visit,2026-05-04,Saw the office\n,,,,,,,,,,,,\n"
    )
    assert cards(tmp_path, text, "bullpen.csv") == cards(tmp_path, CARD)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('name = ""', "provider 1: name: it is missing"),
        ('email = "nobody"', "provider 1, Ann Lee: email: 'nobody' is no address"),
        ('services = ["payroll", "magic"]', "provider 1, Ann Lee: services: there is no 'magic'"),
        ("services = []", "provider 1, Ann Lee: services: at least one is needed"),
        ("services = [1]", "provider 1, Ann Lee: services: it has to be a list of texts"),
        ('does = ""', "provider 1, Ann Lee: does: it is missing; say in a sentence what they do"),
        ('paused_until = "soon"', "provider 1, Ann Lee: paused_until: 'soon' is no day such as 2026-11-30"),
        (
            'kind = "rumour"',
            "provider 1, Ann Lee: evidence.kind: 'rumour' is none of visit, work_seen, client_word, own_customer",
        ),
        ('date = "May"', "provider 1, Ann Lee: evidence.date: 'May' is no day such as 2026-11-30"),
        ('organisation = {a = "b"}', "provider 1, Ann Lee: organisation: it has to be a text"),
    ],
)
def test_each_fault_is_named_and_the_other_cards_go_on(tmp_path: Path, line: str, fault: str) -> None:
    field = line.partition(" ")[0]
    broken = "\n".join(line if old.startswith(f"{field} ") else old for old in CARD.splitlines())
    found, failed = cards(tmp_path, f"{broken}\n{CARD.replace('Ann Lee', 'Bob')}")
    assert [person.name for person, _ in found] == ["Bob"]
    assert failed == [f"bullpen.toml, {fault}"]


def test_all_faults_of_a_card_are_named_at_once_and_always_in_one_order(tmp_path: Path) -> None:
    path = tmp_path / "bullpen.toml"
    path.write_text('[[provider]]\nname = "Ann"\nzeal = 1\nservice = "payroll"\nfee = 2\n' * 2)
    failed = list(BullpenFile(path=path, topics=TOPICS).cards())
    assert all(isinstance(each, Failed) for each in failed)
    assert len({each.locator for each in failed if isinstance(each, Failed)}) == 2
    for each in failed:
        assert isinstance(each, Failed)
        names = [problem.split(": ")[0] for problem in each.error.problems]
        assert names == ["fee", "service", "zeal", "services", "does"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("[[provider]\n", "b.toml"), ("", "b.toml"), ("provider = 1", "b.toml"), ("", "b.csv"), ("a,b\n1,2\n", "b.csv")],
)
def test_what_holds_no_cards_is_refused(tmp_path: Path, text: str, name: str) -> None:
    with pytest.raises(SourceError, match=name):
        cards(tmp_path, text, name)


def test_a_missing_file_is_found_out_when_it_is_read(tmp_path: Path) -> None:
    source = BullpenFile(path=tmp_path / "none.toml", topics=TOPICS)
    assert source.name == "none.toml"
    for ask in (source.digest, lambda: list(source.cards())):
        with pytest.raises(SourceError, match="is not there"):
            ask()
