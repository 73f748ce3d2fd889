"""Contacts from vCards, our own CSV and LinkedIn."""

from pathlib import Path

import pytest

from assistant.adapters.files.people import ContactsFile
from assistant.domain.people import Person, Role
from assistant.errors import SourceError
from assistant.ports import Failed

CARDS = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Tuohy;Gr=C3=A1inne
EMAIL;INTERNET:grainne@x.example
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Ann Lee
N:Lee;Ann;;;
EMAIL;TYPE=HOME:ann@home.example
EMAIL;TYPE=WORK,PREF:Ann@Acme.example
ORG:Acme;Sales
CATEGORIES:customer,choir
ADR:;;1 Main St;Dublin;;;
NOTE:Likes tea
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Bob
EMAIL;PREF=1:bob@x.example
END:VCARD
BEGIN:VCARD
VERSION:3.0
nonsense without a colon
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Cy
END:VCARD
"""


def write(tmp_path: Path, text: str | bytes, name: str = "people.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def people(path: Path) -> tuple[list[Person], list[str]]:
    found = list(ContactsFile(name="contacts", path=path).people())
    failed = [f"{item.locator.rpartition('/')[2]}: {item.error}" for item in found if isinstance(item, Failed)]
    return [item for item in found if isinstance(item, Person)], failed


def test_vcards_of_all_versions_and_a_broken_one_among_them(tmp_path: Path) -> None:
    found, failed = people(write(tmp_path, CARDS, "all.vcf"))
    assert [person.name for person in found] == ["Gráinne Tuohy", "Ann Lee", "Bob", "Cy"]
    ann = found[1]
    assert ann.addresses == ("ann@acme.example", "ann@home.example")
    assert (ann.organisation, ann.area, ann.roles, ann.note) == (
        "Acme, Sales",
        ("Dublin",),
        (Role.CUSTOMER,),
        "Likes tea",
    )
    assert len(failed) == 1
    assert failed[0].startswith("all.vcf, card 4: it cannot be read")


def test_our_columns_in_any_order_case_and_delimiter(tmp_path: Path) -> None:
    for delimiter in ",;\t":
        rows = [
            "Email|NAME|Role|Organization|area|note",
            'a@x.example b@x.example|Ann Lee|customer|Acme|Dublin|"likes tea"',
        ]
        found, failed = people(write(tmp_path, "\n".join(rows).replace("|", delimiter)))
        assert failed == []
        (ann,) = found
        assert (ann.name, ann.addresses, ann.organisation) == ("Ann Lee", ("a@x.example", "b@x.example"), "Acme")
        assert (ann.roles, ann.area, ann.note) == ((Role.CUSTOMER,), ("Dublin",), "likes tea")


def test_several_addresses_and_roles(tmp_path: Path) -> None:
    (ann,), _ = people(write(tmp_path, "name,email,role\nAnn,a@x.example;b@x.example,Former customer;friend\n"))
    assert ann.addresses == ("a@x.example", "b@x.example")
    assert ann.roles == (Role.FORMER_CUSTOMER, Role.FRIEND)


def test_an_unknown_role_is_named_with_its_line_and_the_person_comes_without_it(tmp_path: Path) -> None:
    found, failed = people(write(tmp_path, "name,role\nAnn,friend\n\nBob,plumber\n,\nCy,\n"))
    assert [(person.name, person.roles) for person in found] == [("Ann", (Role.FRIEND,)), ("Bob", ()), ("Cy", ())]
    assert len(failed) == 1
    assert failed[0].startswith(
        "people.csv, line 4: no role 'plumber'; the roles are customer, former_customer, provider"
    )


def test_a_row_without_name_and_address_is_named(tmp_path: Path) -> None:
    found, failed = people(write(tmp_path, "name,email,note\n,,who is this?\nAnn,,\n"))
    assert [person.name for person in found] == ["Ann"]
    assert failed == ["people.csv, line 2: it has neither a name nor an address"]


def test_linkedin_with_its_preamble(tmp_path: Path) -> None:
    text = (
        'Notes:\n"When exporting your connection data, you may notice…"\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        'Ann,Lee,https://x.example/in/ann,ann@x.example,"Acme, Inc.",CEO,02 Nov 2026\n,,,,,,\n'
    )
    found, failed = people(write(tmp_path, text, "Connections.csv"))
    assert [(each.name, each.address, each.organisation, each.note) for each in found] == [
        ("Ann Lee", "ann@x.example", "Acme, Inc.", "CEO")
    ]
    assert failed == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("\ufeffname,email\nAnn,\n", ["Ann"]),
        ("note;E-Mail\n;a@x.example\n", ["a"]),
        ("Notes:\n\nFirst Name,Last Name\nAnn,Lee\n", ["Ann Lee"]),
        ("begin:vcard\nversion:4.0\nfn:Ann\nend:vcard\n", ["Ann"]),
    ],
)
def test_the_content_chooses_the_reader(tmp_path: Path, text: str, names: list[str]) -> None:
    found, failed = people(write(tmp_path, text, "some.txt"))
    assert ([person.name for person in found], failed) == (names, [])


@pytest.mark.parametrize("text", ["", "hello\nworld\n", "a,b,c\n1,2,3\n"])
def test_what_holds_no_contacts_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match="no contacts"):
        people(write(tmp_path, text))


def test_a_missing_file_is_found_out_when_it_is_read(tmp_path: Path) -> None:
    source = ContactsFile(name="contacts", path=tmp_path / "nobody.csv")
    assert source.name == "contacts"
    for ask in (source.digest, lambda: list(source.people())):
        with pytest.raises(SourceError, match="is not there"):
            ask()


def test_all_faults_of_a_row_are_told_together(tmp_path: Path) -> None:
    path = write(tmp_path, "name,role\n,plumber;tiler\n")
    (failed,) = ContactsFile(name="contacts", path=path).people()
    assert isinstance(failed, Failed)
    assert [problem.partition(";")[0] for problem in failed.error.problems] == [
        "no role 'plumber'",
        "no role 'tiler'",
        "it has neither a name nor an address",
    ]


def test_a_file_is_known_by_where_it_lies_and_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    path = write(tmp_path, "name\nAnn\n")
    other = ContactsFile(name="contacts", path=write(tmp_path / "a", "name\nBob\n"))
    file = ContactsFile(name="contacts", path=path)
    round_about = ContactsFile(name="else", path=tmp_path / "a" / ".." / path.name)
    assert file.id == round_about.id != other.id
    assert ContactsFile(id="contacts", name="contacts", path=path).id == "contacts"
    assert file.digest() == round_about.digest() != other.digest()


@pytest.mark.parametrize(
    "raw", ["name\nGráinne\n".encode("utf-16"), "name\nGráinne\n".encode("cp1252"), b"name\r\nGr\xc3\xa1inne\0\r\n"]
)
def test_encodings(tmp_path: Path, raw: bytes) -> None:
    assert [person.name for person in people(write(tmp_path, raw))[0]] == ["Gráinne"]
