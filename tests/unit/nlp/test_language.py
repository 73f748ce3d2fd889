from __future__ import annotations

import csv
from pathlib import Path

import pytest

from nlp import Medium, Text, Who
from nlp.language import find_foreign
from nlp.reader import open_conversation

SAMPLES = Path(__file__).parent / "language_samples.tsv"
GERMAN = "Wir suchen einen neuen Steuerberater. Kennst du jemanden, der das bis zum Sommer übernehmen kann?"
ENGLISH = "Do you know anyone who could mend our barn roof? The last builder has stopped calling me back."


def samples() -> list[tuple[str, str]]:
    with SAMPLES.open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["language"], row["text"]) for row in rows]


def mail(body: str, title: str = "") -> Text:
    return Text(body=body, medium=Medium.EMAIL, title=title, author=Who(name="Ann Lee", address="ann@acme.example"))


def read(body: str) -> tuple[list[str], str, str]:
    """The sentences that are read, and what is said of the others."""
    conversation = open_conversation(mail(body))
    return (
        [conversation.utterances[index].words for index in conversation.wanted],
        conversation.skipped,
        conversation.unread,
    )


@pytest.mark.parametrize(("language", "body"), samples())
def test_each_language_is_told_by_name_and_english_is_read(language: str, body: str) -> None:
    skipped = "" if language == "English" else f"it is in {language}; only English is read"
    assert open_conversation(mail(body)).skipped == skipped


def test_no_language_has_fewer_than_five_samples_unless_it_is_a_rare_guest() -> None:
    counted = [language for language, _ in samples()]
    few = {language for language in counted if counted.count(language) < 5}
    assert few.isdisjoint({"English", "German", "French", "Spanish", "Welsh", "Turkish", "Russian", "Arabic", "Thai"})
    assert len(set(counted) - few) >= 25


def test_an_english_answer_above_german_words_is_read() -> None:
    body = f"{ENGLISH}\n\nAm 03.03.2025 um 10:12 schrieb Bo <bo@x.example>:\n> {GERMAN}\n> Viele Grüße\n> Bo\n"
    assert read(body) == (ENGLISH.replace("? ", "?\n").split("\n"), "", "")


@pytest.mark.parametrize("body", [f"{GERMAN}\n\n{ENGLISH}", f"{ENGLISH}\n\n{GERMAN}"])
def test_of_two_languages_the_english_is_read_and_the_user_told(body: str) -> None:
    assert read(body) == (ENGLISH.replace("? ", "?\n").split("\n"), "", "what is in German is not read")


def test_what_proves_nothing_is_in_the_language_around_it() -> None:
    german = "Wir treffen uns nicht im Büro.\n\nMontag 14:00 Rosenheim Bahnhof.\n\nBitte sag auch den anderen Bescheid."
    assert read(german)[1] == "it is in German; only English is read"
    assert read(f"{ENGLISH}\n\nMontag 14:00 Rosenheim Bahnhof.\n\nPlease tell the others.")[2] == ""
    assert "Montag 14:00 Rosenheim Bahnhof." in read(f"{ENGLISH}\n\nMontag 14:00 Rosenheim Bahnhof.")[0]


def test_a_few_foreign_words_are_left_out_without_a_word() -> None:
    assert read(f"{ENGLISH}\n\nDas ist ja nicht so wichtig.") == (ENGLISH.replace("? ", "?\n").split("\n"), "", "")


def test_one_english_sentence_does_not_make_a_german_mail_english() -> None:
    body = f"{GERMAN} {GERMAN} Das Motto ist auch klar.\nYou will never walk alone.\n{GERMAN}"
    assert read(body) == ([], "it is in German; only English is read", "")


def test_nothing_at_all_is_no_language() -> None:
    assert find_foreign([]).language == find_foreign(["", "12 / 7", "🎉"]).language == ""
    assert not find_foreign([]).mostly


def test_the_quote_of_another_language_in_a_note_is_not_read() -> None:
    body = '# Harbour breakfast\n\n- Ann says her roof leaks\n- mailbox: "das ist nicht gut"\n'
    conversation = open_conversation(Text(body=body, medium=Medium.NOTE))
    assert [conversation.utterances[index].words for index in conversation.wanted] == ["Ann says her roof leaks"]
    assert (conversation.skipped, conversation.unread) == ("", "")


@pytest.mark.parametrize("spelling", ["f\u00fcr", "fu\u0308r", "fuer", "fur", "fÃ¼r"])
def test_german_is_told_however_its_umlauts_are_written(spelling: str) -> None:
    body = f"Wir brauchen das {spelling} unser neues Lager und haben noch kein Angebot."
    assert read(body)[1] == "it is in German; only English is read"
