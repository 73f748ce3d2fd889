"""Everything out, and whole files in: with a look before, and all of it back."""

import csv
import json
import shutil
from contextlib import closing
from pathlib import Path

import icalendar
import pytest

from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.bringing import Changed, Imported
from assistant.domain.people import Person
from assistant.ports import Record
from tests.acceptance.test_forgetting_commands import Run, run

__all__ = ["run"]

CONTACTS = """name,email,organisation,role,note,importance
Orla Keane,orla@keane.example,Keane Print,customer,=SUM(A1),3
Nobody at all there,,,,,
,,,,nothing,
Max Ott,max@ott.example,Ott,butler,,
"""


def everything(data: Path) -> dict[str, object]:
    with closing(open_store(data / "assistant.db")) as store:
        from assistant.adapters.store.kinds import KINDS

        passing = (Imported, Changed)
        kinds: list[type[Record]] = [kind for kind in KINDS if kind not in passing]
        return {f"{kind.__name__} {each.id}": each for kind in kinds for each in store.find(kind)}


def test_everything_out_as_files_that_others_read(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "out"
    said = run("export", str(folder))
    assert "people.vcf: " in said
    names = {path.name for path in folder.iterdir()}
    assert {"people.json", "people.csv", "people.vcf", "meetings.ics", "README.txt", "drafts.csv"} <= names
    assert not [name for name in names if name.startswith(".part")]
    people = json.loads((folder / "people.json").read_text("utf-8"))
    with (folder / "people.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [row["id"] for row in rows] == [person["id"] for person in people]
    assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row.values())
    calendar = icalendar.Calendar.from_ical((folder / "meetings.ics").read_bytes())
    assert len(calendar.walk("VEVENT")) == len(json.loads((folder / "meetings.json").read_text("utf-8"))) > 0
    assert "people.vcf" in (folder / "README.txt").read_text("utf-8")
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


@pytest.mark.parametrize(("form", "files"), [("vcard", {"people.vcf"}), ("ics", {"meetings.ics"})])
def test_one_form_alone(tmp_path: Path, run: Run, form: str, files: set[str]) -> None:
    listed = json.loads(run("export", str(tmp_path / "out"), "--format", form, "--json"))
    assert {Path(each["file"]).name for each in listed} == files
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*files, "README.txt"}


@pytest.mark.parametrize("file", ["people.vcf", "people.csv"])
def test_people_taken_in_again_lose_nothing(tmp_path: Path, run: Run, file: str) -> None:
    run("export", str(tmp_path / "out"))
    before = {key: each for key, each in everything(tmp_path / "data").items() if isinstance(each, Person)}
    shutil.rmtree(tmp_path / "data")
    run("import", str(tmp_path / "out" / file), "--yes")
    with closing(open_store(tmp_path / "data" / "assistant.db")) as store:
        after = {person.address or person.name: person for person in store.find(Person)}
    for person in before.values():
        assert isinstance(person, Person)
        again = after[person.address or person.name]
        assert (again.name, again.addresses, again.roles, again.note, again.organisation, again.preferences) == (
            person.name, person.addresses, person.roles, person.note, person.organisation, person.preferences
        )  # fmt: skip


def test_an_export_of_ours_comes_in_whole_and_goes_again(tmp_path: Path, run: Run) -> None:
    run("export", str(tmp_path / "out"))
    before = everything(tmp_path / "data")
    shutil.move(tmp_path / "data", tmp_path / "old")
    said = run("import", str(tmp_path / "out"), "--yes")
    assert "Taken in" in said
    assert everything(tmp_path / "data") == before
    assert "There is nothing to take in" in run("import", str(tmp_path / "out"), "--yes")
    run("import", "undo", "--yes")
    assert everything(tmp_path / "data") == {}


def test_a_damaged_line_of_an_export_is_named_and_the_rest_comes(tmp_path: Path, run: Run) -> None:
    run("export", str(tmp_path / "out"), "--format", "json")
    file = tmp_path / "out" / "people.json"
    lines = file.read_text("utf-8").split("\n")
    lines[3] = '{"id": "who-bad", "name": 7},'
    lines[4] = "{,"
    file.write_text("\n".join(lines), "utf-8")
    (tmp_path / "out" / "strange.json").write_text("[]\n")
    shutil.rmtree(tmp_path / "data")
    said = run("import", str(tmp_path / "out"), "--yes", status=1)
    for words in ("people.json, line 4", "people.json, line 5: this is no JSON", "no table 'strange'", "Taken in"):
        assert words in said


def test_contacts_are_looked_at_taken_in_and_taken_back(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(CONTACTS, "utf-8")
    before = everything(tmp_path / "data")
    said = run("import", str(file), typed="n\n", status=0)
    for words in ("3 are new", "2 cannot be read", "line 4: it has neither", "no role 'butler'", "Left as it is"):
        assert words in said
    assert everything(tmp_path / "data") == before
    assert json.loads(run("import", str(file), "--json"))[0]["new"][0] == "Orla Keane <orla@keane.example>"
    run("import", str(file), "--yes", status=1)
    taken = everything(tmp_path / "data")
    (orla,) = [each for each in taken.values() if isinstance(each, Person) and each.name == "Orla Keane"]
    assert (orla.importance, orla.note) == (3, "=SUM(A1)")
    assert len(taken) == len(before) + 3
    assert "3 are gone" in run("import", "undo", "--yes")
    assert everything(tmp_path / "data") == before
    assert "nothing was taken in" in run("import", "undo", "--yes", status=1)


def test_what_was_changed_since_stays_when_an_import_is_taken_back(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("name,email\nOrla Keane,orla@keane.example\nMax Ott,max@ott.example\n", "utf-8")
    run("import", str(file), "--yes")
    run("people", "edit", "orla@keane.example", "--organisation", "Keane Print")
    said = run("import", "undo", "--yes")
    assert "1 are gone" in said
    assert "Orla Keane stays" in said


def test_who_was_known_twice_and_made_one_by_a_file_is_two_again(tmp_path: Path, run: Run) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("name,email,note\nOrla Keane,orla@keane.example,a\nO. Keane,okeane@keane.example,b\n", "utf-8")
    second.write_text('name,email,note\nOrla Keane,orla@keane.example okeane@keane.example,"c"\n', "utf-8")
    run("import", str(first), "--yes")
    before = everything(tmp_path / "data")
    said = run("import", str(second), "--yes")
    assert "made one with O. Keane" in said
    assert "the same address, orla@keane.example" in said
    run("import", "undo", "--yes")
    assert everything(tmp_path / "data") == before


def test_whoever_was_forgotten_does_not_come_back_with_an_export(tmp_path: Path, run: Run) -> None:
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("name,email\nOrla Quillfeather,orla@quillfeather.example\n", "utf-8")
    run("import", str(contacts), "--yes")
    run("export", str(tmp_path / "out"), "--format", "json")
    run("forget", "orla@quillfeather.example", "--yes")
    assert "1 were forgotten by your wish" in run("import", str(contacts), "--yes")
    assert "forgotten by your wish" in run("import", str(tmp_path / "out"), "--yes")
    assert b"quillfeather" not in (tmp_path / "data" / "assistant.db").read_bytes()


def test_what_is_neither_contacts_nor_an_export_is_refused(tmp_path: Path, run: Run) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text("hello")
    assert "no contacts that can be read" in run("import", str(tmp_path / "a.txt"), status=2)
    assert run("import", str(tmp_path / "empty"), status=2)
