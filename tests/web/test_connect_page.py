"""Connecting at the page: each question waits for its answer, wrong passwords and cancelling included. With Dovecot."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import SignInError
from assistant.web.talks import Left, Outcome, Talk, Talks
from tests.servers.dovecot import PASSWORD, Dovecot, running
from tests.web.configured import CONFIG, Configured, main_of, talk_of
from tests.web.web_world import where

ADDRESS = "helen@marsh.example"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def page(tmp_path: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Configured:
    monkeypatch.setattr("assistant.adapters.secrets._working", lambda: None)  # nobody's own keyring
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    return Configured(tmp_path)


def begun(page: Configured, what: str = ADDRESS) -> object:
    return page.browser.press("/connect/new", what=what)


def test_a_mailbox_from_its_address_to_its_folders(page: Configured, dovecot: Dovecot) -> None:
    answer = page.talked(begun(page), "2", f"localhost:{dovecot.tls_port}")
    secret = re.search(r'<input id="answer"[^>]*type="password"[^>]*>', answer.text)
    assert secret
    answer = page.talked(answer, "wrong one")
    assert "does not accept the address or the password" in main_of(answer)
    assert "wrong one" not in answer.text
    answer = page.talked(answer, PASSWORD)
    assert "is connected" in answer.text
    assert "I read these mail folders" in answer.text
    answer = page.talked(answer, "no", "0|1")
    answer = page.talked(answer, "yes")
    assert where(answer) == "/settings"
    assert f"{ADDRESS} is connected" in answer.text
    (account,) = page.config.account
    assert len(account.folders) == 2
    assert page.config.drafts.deliver_to == ADDRESS
    assert PASSWORD not in page.written
    assert page.written.startswith(CONFIG.splitlines()[0])
    assert [each.name for each in page.desk.assistant.config.account] == [ADDRESS]

    chosen = page.browser.press("/connect/choose", name=ADDRESS)
    chosen = page.talked(chosen, "no", "0")
    assert "was changed" in chosen.text
    assert len(page.config.account[0].folders) == 1
    assert "Signing in" in page.browser.press("/connect/again", name=ADDRESS).text

    checked = page.waited(page.browser.press("/connect/check"))
    assert "signed in" in checked.text

    assert "Disconnect" in page.browser.get(f"/disconnect?name={ADDRESS}").text
    gone = page.browser.fill(f"/disconnect?name={ADDRESS}", "/disconnect")
    assert "is disconnected" in gone.text
    assert page.config.account == ()
    assert page.config.drafts.deliver_to == "eml"
    assert page.desk.assistant.secrets.get(f"imap {ADDRESS}") is None
    assert "no account is called" in page.browser.get(f"/disconnect?name={ADDRESS}").text


def test_three_wrong_passwords_end_in_a_choice_and_nothing_is_kept(page: Configured, dovecot: Dovecot) -> None:
    answer = page.talked(begun(page), "2", f"localhost:{dovecot.tls_port}", "one", "two", "three")
    assert "Nothing was changed" in answer.text
    answer = page.talked(answer, "2")  # leave it for now
    assert "Nothing was changed" in answer.text
    assert page.written == CONFIG


def test_it_can_be_stopped_at_any_question(page: Configured) -> None:
    answer = page.waited(begun(page))
    path = talk_of(answer)
    stopped = page.browser.press(f"{path}/leave")
    assert "Stopped. What is connected stays as it is." in stopped.text
    assert where(stopped) == "/settings"
    assert page.written == CONFIG
    assert "Stopped" in page.browser.get(path).text
    assert "answered already" in page.browser.press(path, number="1", answer="2").text


def test_an_old_question_is_not_answered_by_the_back_button(page: Configured) -> None:
    answer = page.waited(begun(page))
    path = talk_of(answer)
    page.talked(answer, "2")
    again = page.browser.press(path, number="1", answer="4")
    assert "answered already" in again.text
    assert "Your mail server" in page.waited(again).text


def test_an_answer_that_is_none_of_the_options_is_asked_for_again(page: Configured) -> None:
    answer = page.talked(begun(page), "17")
    assert "choose one of them" in answer.text.lower()
    assert "Who runs the mailbox" in answer.text


def test_leaving_it_out_changes_nothing(page: Configured) -> None:
    assert "Nothing was changed." in page.talked(begun(page), "4").text
    assert page.written == CONFIG


@pytest.mark.parametrize("what", ["", "nonsense", "<script>alert(1)</script>"])
def test_what_is_no_account_is_said(page: Configured, what: str) -> None:
    answer = page.waited(begun(page, what))
    assert "<script>alert" not in answer.text
    assert page.written == CONFIG


def test_a_talk_that_is_gone_says_so(page: Configured) -> None:
    assert "that is over" in page.browser.get("/connect/0123456789abcdef").text


def test_nobody_answers(page: Configured) -> None:
    talk = Talk(id="x", title="t", to="/settings", has_browser=True, patience=0.05)
    talk.begin(lambda talk: Outcome(words=talk.ask("Who?"), is_well=True, to="/"))
    while talk.outcome is None:
        talk.settle(5)
    assert talk.outcome.words.startswith("Nobody answered")
    assert not talk.outcome.is_well


@pytest.mark.parametrize("error", [SignInError("no", hint="assistant connect x"), ValueError("a secret of theirs")])
def test_what_goes_wrong_ends_it_in_words(error: Exception) -> None:
    def fails(talk: Talk) -> Outcome:
        raise error

    talk = Talks().begin("t", fails, to="/settings", has_browser=True)
    talk.settle(5)
    assert talk.outcome
    assert not talk.outcome.is_well
    assert "secret" not in talk.outcome.words


def test_a_talk_that_is_left_hears_of_it_when_it_speaks_next() -> None:
    reached, go_on, left = threading.Event(), threading.Event(), threading.Event()

    def work(talk: Talk) -> Outcome:
        reached.set()
        assert go_on.wait(10)
        try:
            talk.say("still here")
        except Left:
            left.set()
            raise
        return Outcome(words="done", is_well=True, to="/")

    talk = Talks().begin("t", work, to="/settings", has_browser=True)
    assert reached.wait(10)
    talk.leave()
    go_on.set()
    assert left.wait(10)
    talk.settle(5)
    assert talk.outcome
    assert talk.outcome.words.startswith("Stopped")


def test_secrets_are_kept_nowhere_in_a_talk() -> None:
    heard: list[str] = []

    def work(talk: Talk) -> Outcome:
        heard.append(talk.ask_secret("Password"))
        talk.ask("And?")
        return Outcome(words="done", is_well=True, to="/")

    talk = Talks().begin("t", work, to="/", has_browser=True)
    talk.settle(5)
    assert talk.question
    assert talk.answer(talk.question.number, "häst korrekt")
    while not heard:
        talk.settle(0.01)
    assert heard == ["häst korrekt"]
    assert "korrekt" not in repr(vars(talk)) + repr(talk)


def test_old_talks_go() -> None:
    talks = Talks()
    first = talks.begin("t", lambda talk: Outcome(words="done", is_well=True, to="/"), to="/", has_browser=True)
    first.settle(5)
    for _ in range(25):
        talks.begin("t", lambda talk: Outcome(words="done", is_well=True, to="/"), to="/", has_browser=True).settle(5)
    assert talks.get(first.id) is None
