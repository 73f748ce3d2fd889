"""Setting up with everything that goes wrong: stopped halfway, begun again, mistyped, refused, connected twice.

The server is Dovecot; two tests sit at a real terminal.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.cli.terminal import Terminal
from assistant.config import load
from assistant.errors import SignInError
from assistant.setup.new_account import NewAccount
from tests.acceptance.test_commands import SAMPLE, Run, runner_for
from tests.servers.dovecot import PASSWORD, Dovecot, running

if sys.platform != "win32":
    from tests.acceptance.typist import CTRL_C, Typist

ADDRESS = "helen@marsh.example"
WHO = ("Helen Marsh", ADDRESS, "", "")  # name, address, business, time zone


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def trusted(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.adapters.secrets._working", lambda: None)  # nobody's own keyring
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return runner_for(tmp_path)


Typing = Callable[..., str]


@pytest.fixture
def typing(run: Run) -> Typing:
    """Runs a command with these lines typed; gives what was said, on one line."""

    def typed(command: str, *lines: str, fails: bool = False) -> str:
        return " ".join(run(*command.split(), text="".join(f"{line}\n" for line in lines), fails=fails).output.split())

    return typed


@pytest.fixture
def server(dovecot: Dovecot) -> str:
    return f"localhost:{dovecot.tls_port}"


def begin(typing: Typing) -> None:
    """A configuration with nothing but who the user is."""
    assert "Next: assistant connect" in typing(f"init --name Helen --address {ADDRESS}")


def test_nothing_is_kept_before_the_name_and_address_are_known(typing: Typing, config: Path) -> None:
    assert "Stopped. Nothing was kept." in typing("init", "Helen", fails=True)
    assert not config.exists()


def test_everything_can_be_left_out_and_the_end_says_so(typing: Typing, config: Path) -> None:
    said = typing("init", *WHO, "5", "", "5", "", "", "")
    assert "nothing to read yet" in said
    assert str(config) in said
    assert "Next: connect an account (assistant connect)" in said
    assert load(config).account == load(config).source == ()


def test_files_are_taken_by_what_they_are(typing: Typing, config: Path) -> None:
    mail, calendar = SAMPLE / "mail" / "inbox.mbox", SAMPLE / "calendar" / "calendar.ics"
    notes, people = SAMPLE / "notes", SAMPLE / "people" / "contacts.vcf"
    files = (str(SAMPLE / "people"), f'"{mail}"', "4", str(calendar), str(people), str(notes), str(notes), str(people))
    said = typing("init", *WHO, "5", *files, "", "n")
    assert f"{SAMPLE / 'people'} is a folder without mail in it" in said
    assert f"{people} is a file" in said
    assert f"{notes} is a folder" in said
    assert {(source.type, source.path) for source in load(config).source} == {
        ("mbox", mail), ("ics", calendar), ("notes", notes), ("people", people)
    }  # fmt: skip


@pytest.mark.parametrize(("folder", "kind"), [("sent", "maildir"), ("loose", "eml")])
def test_a_folder_of_mail_is_known_by_what_is_in_it(typing: Typing, config: Path, folder: str, kind: str) -> None:
    typing("init", *WHO, "5", str(SAMPLE / "mail" / folder), "5", "", "", "", "n")
    assert [source.type for source in load(config).source] == [kind]


def test_three_wrong_passwords_are_no_end(typing: Typing, config: Path, server: str) -> None:
    wrong = (server, "a", "b", "c")
    said = typing("init", *WHO, "3", *wrong, "2", "nobody", *wrong, "3", "", "5", "", "", "")
    assert said.count("your provider may want an app password") == 6
    assert "does not accept the address or the password of nobody" in said
    assert f"left out for now. Later: assistant connect {ADDRESS}" in said
    assert load(config).account == ()


def test_init_goes_on_where_it_was_stopped(typing: Typing, config: Path, server: str) -> None:
    assert "go on with: assistant init" in typing("init", *WHO, "3", server, fails=True)
    assert load(config).account == ()
    said = typing("init", "3", server, PASSWORD, "", "", fails=True)
    assert "Your name" not in said
    assert "is connected" in said
    assert [account.name for account in load(config).account] == [ADDRESS]
    said = typing("init", "n", "5", "", "", "", "n")
    assert f"This is set up so far: {ADDRESS}: mail" in said


def test_the_folders_are_the_users_choice(typing: Typing, config: Path, server: str, dovecot: Dovecot) -> None:
    dovecot.append(ADDRESS, folder="Clients")
    begin(typing)
    said = typing("connect", "imap", "", server, PASSWORD, "n", "7", "3, 1", "n")
    assert "I read these mail folders: INBOX, Sent." in said
    assert "1 INBOX 2 Sent 3 Clients" in said
    assert "numbers from 1 to 3" in said
    (account,) = load(config).account
    assert account.folders == ("Clients", "INBOX")
    assert load(config).drafts.deliver_to == "eml"
    said = typing(f"connect {ADDRESS} --choose", "n", "2")
    assert "I read these mail folders: Clients, INBOX." in said
    assert "Password" not in said
    assert load(config).account[0].folders == ("INBOX",)


def test_a_second_account_gets_a_name_by_itself(typing: Typing, config: Path, server: str) -> None:
    begin(typing)
    config.write_text(config.read_text("utf-8") + "\n# mine\n", "utf-8")
    typing("connect imap", "", server, PASSWORD, "", "")
    said = typing("connect imap", "2", "shop@marsh.example", server, PASSWORD, "", "")
    assert f"Messages that you approve go to {ADDRESS} so far." in said
    assert [account.name for account in load(config).account] == [ADDRESS, "shop@marsh.example"]
    assert load(config).drafts.deliver_to == ADDRESS
    assert "# mine" in config.read_text("utf-8")


def test_an_address_is_connected_once(typing: Typing, config: Path, server: str) -> None:
    begin(typing)
    typing(f"connect {ADDRESS}", "3", server, PASSWORD, "", "")
    before = config.read_text("utf-8")
    for command in (f"connect {ADDRESS.upper()}", f"connect imap --address {ADDRESS}"):
        said = typing(command, "n", fails=True)
        assert "is connected already. Sign in to it again?" in said
    said = typing(f"connect {ADDRESS}", "a", "b", "c", "3", fails=True)
    assert "Nothing was changed." in said
    assert config.read_text("utf-8") == before


def test_gmail_by_an_app_password_says_where_it_is_made(
    typing: Typing, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(typing)
    monkeypatch.setattr("assistant.adapters.imap.account.connected", _no_network)
    said = typing("connect gmail", "ann@gmail.com", "2", fails=True)
    assert "https://myaccount.google.com/apppasswords" in said
    assert "no server called imap.gmail.com can be found: check its name, and that you are on the internet." in said
    assert load(config).account == ()


def _no_network(*_: object, **__: object) -> None:
    import socket

    raise socket.gaierror(8, "not known")


def test_google_and_microsoft_say_what_is_needed_before_anything(typing: Typing, config: Path, tmp_path: Path) -> None:
    begin(typing)
    said = typing("connect google", "ann@gmail.com", "1", "y", "n", str(tmp_path / "no.json"), "", fails=True)
    for step in ("console.cloud.google.com", "Desktop app", "Download JSON", "is not there", "Nothing was changed."):
        assert step in said
    said = typing("connect outlook", "ann@outlook.com", "y", "n", "12345", "", fails=True)
    for step in ("entra.microsoft.com", "Application (client) ID", "that is no such ID", "Nothing was changed."):
        assert step in said
    assert load(config).account == ()


def test_a_script_that_nobody_answers_gets_the_fault_itself(run: Run, typing: Typing, server: str) -> None:
    begin(typing)
    refused = run("connect", "imap", text=f"\n{server}\na\nb\nc\n", fails=True).exception
    assert isinstance(refused, SignInError)
    assert "app password" in refused.hint


def test_a_calendar_beside_another_gets_another_name(typing: Typing, config: Path) -> None:
    begin(typing)
    with config.open("a", encoding="utf-8") as file:
        file.write('[[account]]\nname = "calendar"\ntype = "caldav"\nurl = "https://a.example"\n')
    new = NewAccount(asking=Terminal(), config=load(config)).settings("caldav")
    assert new is not None
    assert new.name == "calendar-2"


def test_a_calendar_at_google_without_its_mail_wants_the_registration_too(typing: Typing, config: Path) -> None:
    said = typing("init", *WHO, "5", "", "google", ADDRESS, "n", "", "", "", "", fails=False)
    assert "There are two ways into Gmail" not in said
    assert "Desktop app" in said
    assert "The calendar is left out for now. Later: assistant connect gmail" in said
    assert load(config).account == ()


def test_the_address_that_is_proposed_is_free_and_fits(config: Path) -> None:
    config.write_text(
        '[user]\nname = "H"\naddresses = ["h@icloud.com", "h@own.example", "h@gmail.com", "h@live.com"]\n'
        '[[account]]\nname = "own"\ntype = "gmail"\naddress = "H@own.example"\n',
        "utf-8",
    )
    new = NewAccount(asking=Terminal(), config=load(config))
    assert [new._likely(kind) for kind in ("gmail", "microsoft", "imap")] == [
        "h@gmail.com", "h@live.com", "h@icloud.com"
    ]  # fmt: skip


def test_a_word_that_is_no_kind_of_account(run: Run, typing: Typing) -> None:
    begin(typing)
    assert "'googel' is no kind of account" in str(run("connect", "googel", fails=True).exception)
    assert "assistant init" in str(runner_for(Path("/nowhere"))("connect", fails=True).exception)


@pytest.mark.skipif(sys.platform == "win32", reason="it has no terminals of this kind")
def test_at_a_terminal_ctrl_c_keeps_what_is_done_and_no_password_is_shown(config: Path, server: str) -> None:
    command = ("--config", str(config), "init")
    alone = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    with Typist(*command, **alone) as typist:
        typist.answer("Your name:", "Hélène 🥐 Marsh")
        typist.answer("Your mail address", ADDRESS)
        typist.answer("Your business", "")
        typist.answer("Your time zone", "London")
        typist.answer("Number:", "another provider")
        typist.answer("Your mail server", server)
        typist.answer("then Enter):", CTRL_C, hidden=True)
        assert "Stopped. What you did is kept; go on with: assistant init" in typist.ends()
        assert typist.status == 130
    assert load(config).user.name == "Hélène 🥐 Marsh"
    with Typist(*command, **alone) as typist:
        typist.answer("Number:", "3")
        typist.answer("Your mail server", server)
        typist.answer("then Enter):", "hidden-but-wrong", hidden=True)
        typist.answer("then Enter):", PASSWORD, hidden=True)
        typist.answer("Is that right?", "y")
        typist.answer("Drafts folder", "y")
        typist.answer("Number [5]:", CTRL_C)
        typist.ends()
        assert f"{ADDRESS} is connected." in typist.screen
        assert "hidden-but-wrong" not in typist.screen
        assert PASSWORD not in typist.screen
    assert load(config).drafts.deliver_to == ADDRESS
