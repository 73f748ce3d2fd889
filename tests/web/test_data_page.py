"""What is kept as a whole, in the browser: taken along, copied, put back, and whole files taken in."""

import io
import json
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.bootstrap import keeping
from assistant.domain.people import Participant, Person
from tests.web.web_world import ORIGIN, Browser, WebWorld, where

FILE = "name,email\nOrla Keane,orla@keane.example\n,nothing\nnobody,,\nMax Ott,max@ott.example\n"


@pytest.fixture
def world(tmp_path: Path) -> WebWorld:
    return WebWorld(tmp_path)


@pytest.fixture
def browser(world: WebWorld) -> Browser:
    return world.browser()


def known(world: WebWorld, *names: str) -> list[Person]:
    people = [Person.known_as(Participant(name=name, address=f"{name.split()[0].lower()}@x.example")) for name in names]
    world.assistant.store.put(*people)
    return people


def copies(world: WebWorld) -> list[str]:
    return [copy.name for copy in keeping.copies(world.assistant.config)]


def settled(browser: Browser, answer: Any) -> Any:
    """The page of a talk once it asks or has ended."""
    for _ in range(100):
        page = browser.get(where(answer))
        if "data-live" not in page.text:
            return page
        time.sleep(0.05)
    raise AssertionError("the talk goes on for ever")


def test_everything_is_taken_along_in_one_file(world: WebWorld, browser: Browser) -> None:
    known(world, "Orla Keane")
    assert "Take everything with you" in browser.get("/settings/data").text
    answer = browser.press("/settings/data/export")
    assert answer.headers["content-type"] == "application/zip"
    assert "attachment" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        names = {Path(name).name for name in zipped.namelist()}
        people = json.loads(zipped.read("follow-up assistant/people.json"))
    assert {"README.txt", "people.vcf", "people.csv", "meetings.ics"} <= names
    assert "Orla Keane" in [person["name"] for person in people]


def test_a_copy_is_made_looked_at_and_put_in_place(world: WebWorld, browser: Browser) -> None:
    (orla,) = known(world, "Orla Keane")
    assert "Copied" in browser.fill("/settings/data", "/settings/data/backup").text
    (name,) = copies(world)
    page = browser.get(f"/settings/data/copy?name={name}")
    assert "2 people" in page.text
    known(world, "Max Ott")
    refused = browser.press("/settings/data/restore", name=name)
    assert "tick that you are sure" in refused.text
    assert world.assistant.store.count(Person) == 3
    answer = browser.press("/settings/data/restore", name=name, sure="yes")
    assert "is in place" in answer.text
    assert "/people/" + orla.id in browser.get("/people").text
    assert "Max Ott" not in browser.get("/people").text
    assert len(copies(world)) == 2
    again = next(each for each in copies(world) if each != name)
    browser.press("/settings/data/restore", name=again, sure="yes")
    assert "Max Ott" in browser.get("/people").text


def test_a_damaged_copy_is_named_and_cannot_be_put_in_place(world: WebWorld, browser: Browser) -> None:
    known(world, "Orla Keane")
    browser.fill("/settings/data", "/settings/data/backup")
    (copy,) = keeping.copies(world.assistant.config)
    copy.path.write_bytes(b"nonsense" * 500)
    assert "cannot be put in place" in browser.get(f"/settings/data/copy?name={copy.name}").text
    answer = browser.press("/settings/data/restore", name=copy.name, sure="yes", back="/settings/data")
    assert "no store of the assistant" in answer.text
    assert world.assistant.store.count(Person) == 2
    assert "sure" in browser.press("/settings/data/remove", name=copy.name, back="/settings/data").text
    assert "The copy is removed" in browser.press("/settings/data/remove", name=copy.name, sure="yes").text
    assert copies(world) == []


@pytest.mark.parametrize("name", ["../config.toml", "assistant.db", "/etc/passwd", ""])
def test_nothing_but_a_copy_is_opened_or_removed(world: WebWorld, browser: Browser, name: str) -> None:
    known(world, "Orla Keane")
    assert browser.get(f"/settings/data/copy?name={name}").status_code == 404
    for path in ("restore", "remove"):
        answer = browser.press(f"/settings/data/{path}", name=name, sure="yes", back="/settings/data")
        assert "there is no copy" in answer.text.lower()
    assert world.assistant.store.count(Person) == 2


def test_older_copies_that_hold_somebody_who_is_forgotten_can_be_removed(world: WebWorld, browser: Browser) -> None:
    (orla,) = known(world, "Orla Keane")
    browser.fill("/settings/data", "/settings/data/backup")
    answer = browser.press(f"/people/{orla.id}/forget", sure="yes")
    assert "still holds them" in answer.text
    browser.undo(answer)
    assert copies(world) == []


def test_contacts_are_looked_at_taken_in_and_taken_back(world: WebWorld, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(FILE, "utf-8")
    assert "Nothing yet" in browser.get("/people/import").text
    answer = browser.press("/people/import", path=str(file))
    page = settled(browser, answer)
    assert "3 are new" in page.text
    assert "cannot be read" in page.text
    assert world.assistant.store.count(Person) == 1
    number = browser.hidden(where(answer), "number")
    browser.press(where(answer), number=number, answer="yes")
    page = settled(browser, answer)
    assert world.assistant.store.count(Person) == 4
    page = browser.get("/people/import")
    assert "3 new" in page.text
    imported = browser.hidden("/people/import", "import")
    answer = browser.press("/people/import/undo", **{"import": imported})
    assert "3 are gone" in answer.text
    assert world.assistant.store.count(Person) == 1
    assert "taken back" in browser.get("/people/import").text


def test_a_file_that_is_not_there_is_named(browser: Browser) -> None:
    answer = browser.press("/people/import", path="/nowhere/contacts.vcf", back="/people/import")
    assert "/nowhere/contacts.vcf" in answer.text


def sent(browser: Browser, name: str, content: bytes, **fields: str) -> Any:
    """Choose a file in the browser and send it."""
    data = {"csrf": browser.csrf(), "back": "/people/import", **fields}
    files = {"file": (name, content)}
    return browser.post("/people/import/file", data=data, files=files, headers={"Origin": ORIGIN})


def test_a_file_is_chosen_in_the_browser_and_its_copy_is_deleted_afterwards(
    world: WebWorld, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    answer = sent(browser, "../../My contacts.csv", FILE.encode())
    page = settled(browser, answer)
    assert "Taking in My contacts.csv" in page.text
    assert "3 are new" in page.text
    assert "My contacts.csv, line 3" in page.text
    assert str(folder) not in page.text
    assert len(list(folder.iterdir())) == 1
    number = browser.hidden(where(answer), "number")
    browser.press(where(answer), number=number, answer="yes")
    settled(browser, answer)
    assert world.assistant.store.count(Person) == 4
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("", b"", "choose a file first"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0", "picture.png holds no contacts"),
        ("empty.csv", b"", "empty.csv holds no contacts"),
        ("/etc/passwd", b"root:x", "passwd holds no contacts"),
        ("wide.csv", "name,email\nÅsa Öberg,asa@b.example\n".encode("utf-16"), "1 are new"),
        ("long.csv", b"name,email\n" + b"x" * 200_000, "neither a name nor an address"),
        ("cards.vcf", b"BEGIN:VCARD\n" * 20_000, "nothing to take in"),
        ("same.csv", b"name,email\n" + b"Ann Ng,ann@b.example\n" * 500, "1 are new"),
    ],
)
def test_whatever_is_chosen_gets_a_clear_answer(browser: Browser, name: str, content: bytes, said: str) -> None:
    answer = sent(browser, name, content)
    assert answer.status_code == 200
    page = settled(browser, answer) if where(answer).startswith("/connect/") else answer
    assert said in page.text


def test_a_file_that_is_too_large_or_comes_from_elsewhere_is_refused(
    world: WebWorld, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "too old" in sent(browser, "contacts.csv", FILE.encode(), csrf="another").text
    monkeypatch.setattr("assistant.web.gate.LARGEST_FILE", 2_000_000)
    monkeypatch.setattr("assistant.web.visit.LARGEST_FILE", 2_000_000)
    large = FILE.encode() + b"Ann Ng,ann@b.example\n" * 100_000
    refused = sent(browser, "contacts.csv", large)
    assert (refused.status_code, "more than 2 MB" in refused.text) == (413, True)
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + large

    def parts() -> Iterator[bytes]:  # without a length ahead
        yield from (body[at : at + 65_536] for at in range(0, len(body), 65_536))

    headers = {"Origin": ORIGIN, "Content-Type": "multipart/form-data; boundary=x"}
    refused = browser.post("/people/import/file", content=parts(), headers=headers)
    assert (refused.status_code, "more than 2 MB" in refused.text) == (413, True)
    assert world.assistant.store.count(Person) == 1
