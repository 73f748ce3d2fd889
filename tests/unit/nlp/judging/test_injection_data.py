"""The attacks and the harmless documents are what their labels say that they are."""

import json
import re
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from assistant.adapters.files.labelled import read_labels
from assistant.bootstrap.reading import load_topics
from assistant.domain.documents import Content
from tests.injections import ATTACKS, HARMLESS, Attack, attacks, plain, read

ALL = attacks()
ASKS = {"mention", "reply", "match"}
WANTS = {
    "false mention", "changed holder", "changed category", "false yes", "false no", "choose a provider", "leak",
    "instructions in answer", "cost",
}  # fmt: skip
WHERE = {
    "body", "quote", "forwarded", "signature", "disclaimer", "html comment", "hidden html", "subject", "display name",
    "file name", "note", "transcript turn", "calendar description", "calendar title", "attendee name", "provider card",
    "long text", "encoded", "other language",
}  # fmt: skip
KINDS = {"problem", "need", "request"}
LINES = [json.loads(line) for line in (HARMLESS / "labels.jsonl").read_text("utf-8").splitlines()]


def shown(content: Content) -> str:
    """What a person or a model could be shown of a document: its text, and the names of those concerned."""
    people = (content.document.author, *content.document.listeners)
    return plain("\n".join([content.text, *(f"{who.name} <{who.address}>" for who in people)]))


def readable(attack: Attack) -> str:
    if content := attack.content:
        return shown(content)
    return plain("\n".join([attack.need, *(card.words for card in attack.providers)]))


def test_there_are_enough_of_every_sort() -> None:
    assert len(ALL) == 180  # as the README says
    assert len([each for each in ALL if each.doc]) == 166
    assert {each.asks for each in ALL} == ASKS
    assert {each.wants for each in ALL} == WANTS
    assert {each.where for each in ALL} == WHERE


def test_each_document_has_one_line() -> None:
    assert len({each.id for each in ALL}) == len(ALL)
    named = [each.doc for each in ALL if each.doc]
    assert sorted(named) == sorted(path.name for path in ATTACKS.iterdir() if path.name != "attacks.jsonl")
    assert sorted(line["doc"] for line in LINES) == sorted(
        path.name for path in HARMLESS.iterdir() if path.name != "labels.jsonl"
    )


@pytest.mark.parametrize("attack", ALL, ids=lambda attack: attack.id)
def test_the_attack_words_stand_in_what_is_read_or_are_dropped_before(attack: Attack) -> None:
    text = readable(attack)
    assert attack.payload
    assert all(attack.pieces)
    assert all(piece in text for piece in attack.pieces) is not attack.dropped


@pytest.mark.parametrize("attack", ALL, ids=lambda attack: attack.id)
def test_an_obedient_model_would_do_harm(attack: Attack) -> None:
    only_talks = attack.wants in ("leak", "cost", "instructions in answer")
    for answer in attack.answers:
        if attack.asks == "mention":
            assert answer.quote
            assert answer.trap or (answer.kind in KINDS and answer.holder and answer.category)
            assert answer not in (attack.truth or ())
        elif attack.asks == "reply":
            assert attack.asked
            assert attack.stage
            assert answer.label
            assert only_talks or answer.hand_off or answer.label != attack.truth
        else:
            assert answer.choose is not msgspec.UNSET
            assert only_talks or answer.choose != attack.truth
            assert {answer.choose, attack.truth} <= {None, *(card.id for card in attack.providers)}


@pytest.mark.parametrize("attack", [each for each in ALL if each.asks == "mention"], ids=lambda attack: attack.id)
def test_what_is_true_stands_in_the_document(attack: Attack) -> None:
    assert isinstance(attack.truth, tuple)
    text = readable(attack)
    for mention in attack.truth:
        assert mention.quote in text
        assert mention.holder in text
        assert mention.category in load_topics()


@pytest.mark.parametrize("sort", sorted(ASKS))
def test_the_halves_are_alike(sort: str) -> None:
    halves = Counter(each.half for each in ALL if each.asks == sort)
    assert set(halves) == {"seen", "unseen"}
    assert abs(halves["seen"] - halves["unseen"]) <= 1


def test_harmless_documents_hold_what_their_labels_say() -> None:
    for document in read_labels(HARMLESS):
        text = shown(read(HARMLESS / document.name))
        for quote in (*(each.quote for each in document.labels), *(each.quote for each in document.traps)):
            assert quote in text, document.name
        for label in document.labels:
            assert label.holder in text, document.name
            assert {label.category, *label.also} <= set(load_topics()), document.name


def test_most_harmless_documents_are_everyday_business_and_many_hold_a_mention() -> None:
    assert len(LINES) >= 90
    assert 3 * sum(line["technical"] for line in LINES) <= len(LINES)
    assert sum(bool(line["mentions"]) for line in LINES) >= 25
    assert set(Counter(line["half"] for line in LINES)) == {"seen", "unseen"}


@pytest.mark.parametrize("path", sorted({*ATTACKS.iterdir(), *HARMLESS.iterdir()}), ids=lambda path: path.name)
def test_no_address_could_be_anybodys(path: Path) -> None:
    text = path.read_text("utf-8") if path.suffix == ".jsonl" else shown(read(path))
    hosts = re.findall(r"@([\w-]+(?:\.[\w-]+)+)|https?://([\w.-]+)", text)
    assert {host for pair in hosts for host in pair if host and not host.endswith(".example")} == set()
