"""Playbooks: what was overheard, and whose it is."""

from assistant.domain.playbooks import Playbook, Trigger, overheard, reward_rules, serving, triggers_of

ROOFER = Playbook(
    id="roofer",
    profession="Roofer",
    services=("trades", "construction"),
    triggers=(
        Trigger(words="The roof leaks"),
        Trigger(words="leaks"),
        Trigger(words="a new hall", category="construction"),
    ),
    reward="none",
)
BUILDER = Playbook(
    id="builder", profession="Builder", services=("construction",), triggers=(Trigger(words="the roof leaks"),)
)
BOOKS = {"roofer": ROOFER, "builder": BUILDER}


def test_words_are_heard_whatever_their_case_and_punctuation() -> None:
    said = list(overheard(BOOKS, "Since March the roof, leaks again"))
    assert [(each.playbook.id, each.trigger.words) for each in said] == [
        ("roofer", "The roof leaks"),
        ("builder", "the roof leaks"),
    ]


def test_part_of_a_word_and_one_word_alone_are_not_heard() -> None:
    assert not list(overheard(BOOKS, "it leaks; bathe roof leaksome"))


def test_each_trigger_has_a_topic_and_the_first_playbook_counts() -> None:
    assert triggers_of(BOOKS) == {"the roof leaks": "trades", "a new hall": "construction"}


def test_whose_main_line_it_is_comes_first() -> None:
    assert [book.id for book in serving(BOOKS, "construction")] == ["builder", "roofer"]


def test_a_rule_counts_for_every_service_of_its_profession() -> None:
    assert reward_rules(BOOKS) == {"trades": "none", "construction": "none"}
