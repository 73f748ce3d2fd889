"""Connecting a calendar account by answering questions, the checks of it, and the people in its address books."""

import logging
from collections.abc import Iterator

import pytest

from assistant.adapters.dav.account import CaldavAccount
from assistant.adapters.dav.find import find, kind_elsewhere, provider_of
from assistant.adapters.dav.people import CarddavSource
from assistant.adapters.memory import MemorySecrets, ScriptedDialogue
from assistant.domain.accounts import AccountSettings
from assistant.domain.people import Participant, Person
from assistant.errors import SignInError, SourceError
from assistant.ports import Check, Failed, Found
from tests.servers.dav import PASSWORD, USER, DavServer, radicale
from tests.servers.proxy import web_proxied
from tests.unit.adapters.dav_world import NOW, ZONE, event, ics, opener

ADDRESS = "helen@marsh.example"
ANN = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:ann\r\nFN:Ann Lee\r\nN:Lee;Ann;;;\r\nEMAIL:ann@acme.example\r\nEND:VCARD\r\n"
FAMILY = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:g\r\nFN:Family\r\nN:Family\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nEND:VCARD\r\n"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DavServer]:
    with radicale(tmp_path_factory.mktemp("dav")) as server:
        work = server.make("work", shown="Work")
        server.make("holidays", shown="Holidays")
        server.put(work + "a.ics", ics(event("a", title="A secret lunch")))
        book = server.make("people", "addressbook", shown="People")
        server.put(book + "ann.vcf", ANN)
        server.put(book + "family.vcf", FAMILY)
        yield server


class World:
    """An account on the server, before or after it is connected."""

    def __init__(self, server: DavServer, secrets: MemorySecrets | None = None, **settings: object) -> None:
        self.secrets = secrets or MemorySecrets()
        self.account = CaldavAccount(
            AccountSettings(name="cal", type="caldav", **settings),  # type: ignore[arg-type]
            secrets=self.secrets,
            clock=lambda: NOW,
            zone=ZONE,
            user=Participant(name="Helen Marsh", address=ADDRESS),
        )
        self.server = server

    def connect(self, *answers: str) -> ScriptedDialogue:
        dialogue = ScriptedDialogue(answers)
        self.account.connect(dialogue)
        assert not dialogue.answers
        return dialogue


def connected(server: DavServer) -> World:
    world = World(server)
    world.connect(server.url, USER, PASSWORD, "2", "yes")
    return world


def checks(world: World) -> dict[str, str]:
    return {check.what: check.problem for check in world.account.checks()}


def test_a_few_answers_connect_it(server: DavServer) -> None:
    world = World(server)
    dialogue = world.connect(server.url, USER, PASSWORD, "2", "yes")
    settings = world.account.settings
    assert (settings.calendars, settings.contacts) == (("Work",), True)
    assert settings.url == server.url
    said = "\n".join(dialogue.said)
    assert "It writes nothing there" in said
    assert "  1  Holidays" in said
    assert "  2  Work" in said
    assert PASSWORD not in said
    (source,) = world.account.document_sources()
    assert [change.content.document.title for change in source.changes(None) if isinstance(change, Found)] == [
        "A secret lunch"
    ]
    assert world.account.mailbox() is None


def test_it_is_found_from_any_address_on_the_server(server: DavServer) -> None:
    for path in ("", ".well-known/caldav", f"{USER}/", f"{USER}/work/"):
        world = World(server)
        world.connect(f"{server.url}{path}", USER, PASSWORD, "all", "no")
        assert list(world.account.document_sources()[0].changes(None))
        assert world.account.people_sources() == ()


def test_a_wrong_password_is_asked_for_again_and_never_kept(server: DavServer) -> None:
    world = World(server)
    said = "\n".join(world.connect(server.url, USER, "wrong", PASSWORD, "nonsense", "7", "1, 2", "no").said)
    assert "does not accept the user name and password" in said
    assert "numbers from 1 to 2" in said
    assert world.account.settings.calendars == ("Holidays", "Work")
    hopeless = World(server)
    with pytest.raises(SignInError) as caught:
        hopeless.connect(server.url, USER, "one", "two", "three")
    assert "app password" in caught.value.hint
    assert hopeless.secrets.kept == {}
    assert hopeless.account.settings.url == ""


def test_signing_in_again_asks_only_for_what_may_have_changed(server: DavServer) -> None:
    first = connected(server)
    again = World(server, first.secrets, url=server.url, username=USER, calendars=("Work",))
    again.connect("", PASSWORD, "", "yes")
    assert again.account.settings.calendars == ("Work",)


def test_the_checks_of_a_healthy_account(server: DavServer) -> None:
    found = checks(connected(server))
    clock = {what: problem for what, problem in found.items() if "clock" in what}
    assert len(clock) == 1  # the clock of the tests stands still, so it is wrong
    assert {what: problem for what, problem in found.items() if what not in clock} == {
        "cal: 127.0.0.1 answers": "",
        "cal: signed in": "",
        "cal: calendars Work": "",
        "cal: the server lists what has changed": "",
        "cal: 1 address books": "",
    }


def test_the_checks_of_one_that_was_never_connected(server: DavServer) -> None:
    assert list(World(server, url=server.url).account.checks()) == [
        Check(what="cal: signed in", problem="cal is not connected yet", hint="assistant connect cal")
    ]


def test_the_checks_tell_a_revoked_password_from_a_lost_server(server: DavServer) -> None:
    world = connected(server)
    world.secrets.kept["cal/password"] = world.secrets.kept["cal/password"].replace(PASSWORD, "revoked")
    problems = {what: problem for what, problem in checks(world).items() if problem and "clock" not in what}
    assert list(problems) == ["cal: signed in"]
    with web_proxied(server.url) as proxy:
        gone = World(server, world.secrets, url=proxy.url)
    (check,) = [check for check in gone.account.checks() if check.problem]
    assert (check.what, check.problem) == ("cal: 127.0.0.1 answers", "cal: 127.0.0.1 cannot be reached")
    assert check.hint


def test_a_calendar_that_is_gone_is_named(server: DavServer) -> None:
    world = connected(server)
    missing = World(server, world.secrets, url=server.url, calendars=("Wrok",))
    assert 'there is no calendar "Wrok"' in checks(missing).values()


def test_the_people_of_the_address_books(server: DavServer) -> None:
    (source,) = connected(server).account.people_sources()
    assert (source.id, source.name) == ("cal contacts", "cal contacts")
    (ann,) = source.people()
    assert isinstance(ann, Person)
    assert (ann.name, ann.address) == ("Ann Lee", "ann@acme.example")


def test_the_digest_changes_with_the_people(server: DavServer) -> None:
    source = CarddavSource(name="people", client=opener(server))
    before = source.digest()
    assert source.digest() == before
    server.put(f"{server.books}people/bob.vcf", ANN.replace("Ann", "Bob").replace("ann", "bob"))
    assert source.digest() != before
    server.delete(f"{server.books}people/bob.vcf")


def test_a_broken_card_is_named_and_the_rest_comes(server: DavServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.adapters.dav import people as carddav

    monkeypatch.setattr(
        carddav, "people_in_cards", lambda text: iter([("card 1", ["it is torn"])] if "Ann" in text else [])
    )
    (failed,) = CarddavSource(name="people", client=opener(server)).people()
    assert isinstance(failed, Failed)
    assert failed.locator == "people, People, ann.vcf"


@pytest.mark.parametrize(
    ("where", "server"),
    [
        ("ann@icloud.com", "https://caldav.icloud.com/"),
        ("ann@me.com", "https://caldav.icloud.com/"),
        ("ann@fastmail.com", "https://caldav.fastmail.com/dav/"),
        ("Ann@GMX.de", "https://caldav.gmx.net/"),
        ("ann@mailbox.org", "https://dav.mailbox.org/"),
    ],
)
def test_large_providers_are_known(where: str, server: str) -> None:
    assert find(where, lambda url: pytest.fail(f"asked {url}")) == server
    provider = provider_of(where)
    assert provider
    assert provider_of(server) == provider
    assert provider.advice


def test_other_kinds_of_account_are_named(server: DavServer) -> None:
    assert kind_elsewhere("ann@gmail.com") == "gmail"
    with pytest.raises(SourceError) as caught:
        World(server).connect("ann@gmail.com")
    assert caught.value.hint == "assistant connect gmail"
    with pytest.raises(SourceError, match="no calendar server that programs can reach"):
        find("ann@proton.me", opener(server))


def test_no_secret_and_no_word_is_logged(server: DavServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world = connected(server)
    list(world.account.document_sources()[0].changes(None))
    list(world.account.people_sources()[0].people())
    for marker in (PASSWORD, "secret lunch", "a.ics", "Ann Lee"):
        assert marker not in caplog.text


@pytest.mark.parametrize("kept", ["{hunter2", "[]", '{"username": "helen"}', '"hunter2"'])
def test_a_password_that_is_damaged_is_asked_for_anew(server: DavServer, kept: str) -> None:
    world = World(server, url=server.url)
    world.secrets.put("cal/password", kept)
    (check,) = world.account.checks()
    assert check.problem == "cal: the password that is kept is damaged"
    assert check.hint == "assistant connect cal"
