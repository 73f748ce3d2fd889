"""Machines that answer, and people who only sound like it."""

import pytest

from nlp.replies.automatic import is_automatic, sounds_automatic
from nlp.text import Medium, Text, Who

ANSWER = (("in-reply-to", "<1@x.example>"), ("references", "<1@x.example>"))


def mail(*headers: tuple[str, str], title: str = "Re: The roof", address: str = "ann@acme.example") -> Text:
    return Text(
        body=f"{title}\n\nThank you.",
        title=title,
        medium=Medium.EMAIL,
        author=Who(address=address),
        headers=(*ANSWER, *headers),
    )


@pytest.mark.parametrize(
    "text",
    [
        mail(("auto-submitted", "auto-replied")),
        mail(("x-autoreply", "yes")),
        mail(("x-autorespond", "")),
        mail(("precedence", "bulk")),
        mail(("precedence", "auto_reply")),
        mail(("return-path", "<>")),
        mail(("x-failed-recipients", "a@b.example")),
        mail(("content-type", 'multipart/report; report-type="delivery-status"')),
        mail(address="MAILER-DAEMON@x.example"),
        mail(address="no-reply@acme.example"),
        mail(title="Automatic reply: The roof"),
        mail(title="Abwesenheitsnotiz: The roof"),
        mail(title="Undeliverable: The roof"),
    ],
    ids=lambda text: text.title if text.title[:3] != "Re:" else str(text.headers[2:] or text.author.address),
)
def test_headers_senders_and_subjects_that_machines_write(text: Text) -> None:
    assert is_automatic(text)


@pytest.mark.parametrize(
    "text",
    [
        mail(),
        mail(("auto-submitted", "no")),
        mail(("return-path", "<ann@acme.example>")),
        mail(("precedence", "normal")),
        mail(title="Re: Automatic reply: The roof"),
        mail(title="AW: Undeliverable: The roof"),
    ],
    ids=lambda text: f"{text.title} {text.headers[2:]}",
)
def test_what_people_answer_is_not_automatic(text: Text) -> None:
    assert not is_automatic(text)


@pytest.mark.parametrize(
    "words",
    [
        "This is an automated response. Nobody reads this.",
        "550 5.1.1 user unknown",
        "Please click the link below once to prove that you are human.",
        "This mailbox is not monitored.",
        "Your mail could not be delivered.",
        "Dies ist eine automatische Antwort.",
    ],
)
def test_words_that_machines_write(words: str) -> None:
    assert sounds_automatic(words)


@pytest.mark.parametrize("words", ["I'm away until Monday.", "I answer automatically: yes!", "Can you deliver it?"])
def test_words_that_people_write(words: str) -> None:
    assert not sounds_automatic(words)


def test_only_the_opening_is_looked_at() -> None:
    assert not sounds_automatic("Yes. " * 1_000 + "This mailbox is not monitored.")
