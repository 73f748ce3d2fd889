"""What of a mail is the answer itself."""

import pytest

from nlp.encoder import SHIPPED
from nlp.replies.inputs import HEAD, LONGEST_QUESTION, TAIL, ReplyPieces, in_words
from nlp.replies.letter import LIMIT, MOST_SENTENCES, open_letter, plain_letter
from nlp.text import Medium, Text, Who

ANN = Who(name="Ann Lee", address="ann@acme.example")
QUOTED = (
    "\n\nOn Mon, 2 Mar 2026 at 10:00, Tom <tom@x.example> wrote:\n"
    "> Hello Ann. You said the roof leaks.\n> Would you like\n> help with it?\n"
)


def mail(body: str, title: str = "Re: The roof") -> Text:
    return Text(body=f"{title}\n\n{body}", title=title, medium=Medium.EMAIL, author=ANN, user=("tom@x.example",))


def test_quotes_and_signatures_are_put_aside() -> None:
    letter = open_letter(mail(f"Go on then. After Easter.\n\nBest regards\nAnn Lee\nAcme Ltd, 020 7946 0000{QUOTED}"))
    assert letter.sentences == ("Go on then.", "After Easter.")
    assert "Acme Ltd" in letter.signature
    assert "You said" in letter.quoted
    assert letter.question == "Would you like help with it?"


def test_without_a_quote_nothing_was_asked() -> None:
    assert open_letter(mail("Why not?")).question == ""


def test_where_only_a_parting_stands_that_is_what_it_says() -> None:
    assert open_letter(mail("Cheers,\nAnn")).words


def test_answers_between_quotes_are_new() -> None:
    letter = open_letter(mail("> Would you like help?\nYes please.\n> May I name you?\nNo, not yet.\n"))
    assert letter.sentences == ("Yes please.", "No, not yet.")


def test_where_only_a_notice_stands_that_is_what_it_says() -> None:
    assert open_letter(mail("This is an automatically generated message. Please do not reply to this e-mail.")).words


def test_an_empty_mail_says_nothing() -> None:
    assert open_letter(mail("", title="")).sentences == ()


@pytest.mark.parametrize("piece", ["Go on. ", ">" * 50 + " quoted\n", "\ud83d lone ", "x", "\n", "From: a@b.example\n"])
def test_ten_megabytes_are_read_to_a_limit(piece: str) -> None:
    letter = open_letter(mail(piece * (10_000_000 // len(piece))))
    assert len(letter.sentences) <= MOST_SENTENCES
    assert len(letter.words) + len(letter.quoted) <= 2 * LIMIT


def test_pictures_are_named() -> None:
    assert in_words("👍🏽 ok").split() == ["thumbs", "up", "sign", "ok"]
    assert in_words("a\ud83d") == "a\ufffd"


def test_of_a_long_answer_both_ends_are_seen() -> None:
    pieces = ReplyPieces(SHIPPED / "tokenizer.json")
    ids, sides = pieces.lay_out("seeker", "why " * 200, "one " * 500 + "two " * 500)
    one, two = (pieces.lay_out("seeker", "", word)[0][-2] for word in ("one", "two"))
    assert len(ids) == len(sides) == LONGEST_QUESTION + HEAD + TAIL + 4
    assert (ids.count(one), ids.count(two)) == (HEAD, TAIL)
    assert sides == [0] * (LONGEST_QUESTION + 3) + [1] * (HEAD + TAIL + 1)
    assert pieces.lay_out("seeker", "", plain_letter("one").body)[1] == [0, 0, 0, 0, 1, 1]
