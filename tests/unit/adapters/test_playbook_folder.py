"""Playbooks as files: ours, the user's own over them, and broken ones named."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.adapters.files.playbooks import PlaybookFolder
from assistant.bootstrap import load_topics
from assistant.domain.playbooks import Ally, Playbook, Trigger, reward_rules
from assistant.errors import NotFoundError, UserError

TOPICS = load_topics()


@pytest.fixture
def shelf(tmp_path: Path) -> PlaybookFolder:
    return PlaybookFolder(tmp_path / "own", TOPICS)


def test_ours_are_more_than_twenty_each_whole(shelf: PlaybookFolder) -> None:
    books = shelf.all()
    assert len(books) >= 20
    for book in books.values():
        assert len(book.triggers) >= 3, book.id
        assert len(book.questions) >= 2, book.id
        assert len(book.partners) >= 2, book.id
        assert all(ally.playbook in books and ally.playbook != book.id and ally.why for ally in book.partners), book.id
        assert all(len(trigger.words.split()) >= 2 for trigger in book.triggers), book.id


def test_whoever_is_bound_by_rules_on_gifts_has_them_told(shelf: PlaybookFolder) -> None:
    rules = reward_rules(shelf.all())
    bound = (
        "legal-",
        "accounting-",
        "financial-",
        "insurance-",
        "investment-",
        "banking-",
        "real-estate-",
        "wellbeing-",
    )
    strict = {topic for topic in TOPICS if topic.startswith(bound)}
    assert len(strict) > len(bound)
    assert strict <= rules.keys()


def test_the_users_own_wins_until_it_is_given_up(shelf: PlaybookFolder) -> None:
    ours = shelf.all()["bookkeeper"]
    mine = Playbook(id="bookkeeper", profession="Book lady", services=("bookkeeping",), reward="a cake")
    shelf.keep(mine)
    assert shelf.all()["bookkeeper"].profession == "Book lady"
    assert shelf.all()["bookkeeper"].is_own
    shelf.back_to_ours("bookkeeper")
    assert shelf.all()["bookkeeper"] == ours


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("profession = ", "is not TOML"),
        ('profession = "Roofer"', "'services' is missing"),
        ('profession = "Roofer"\nservices = ["thatching"]', "there is no topic 'thatching'"),
        ('profession = "Roofer"\nservices = []', "it names no service"),
        ('profession = " "\nservices = ["trades"]', "it says of no profession"),
        ('profession = "Roofer"\nservices = ["trades"]\ntrigers = []', "did you mean 'triggers'?"),
        ("\x00\xff", "cannot be read|is not TOML"),
    ],
)
def test_a_broken_one_is_named_and_the_rest_is_read(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "bookkeeper.toml").write_text(text, "latin-1")
    (tmp_path / "roofer.toml").write_text('profession = "Roofer"\nservices = ["trades"]', "utf-8")
    shelf = PlaybookFolder(tmp_path, TOPICS)
    assert not shelf.all()["bookkeeper"].is_own
    assert shelf.all()["roofer"].is_own
    (told,) = shelf.problems()
    assert str(tmp_path / "bookkeeper.toml") in told
    assert re.search(problem, told)


@pytest.mark.parametrize("name", ["../roofer", "a/b", "", "Ä", "x" * 70])
def test_no_name_leads_out_of_the_folder(shelf: PlaybookFolder, tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError):
        shelf.keep(Playbook(id=name, profession="Roofer", services=("trades",)))
    with pytest.raises(NotFoundError):
        shelf.back_to_ours(name)
    assert not list(tmp_path.rglob("*.toml"))


LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)


@settings(max_examples=60, deadline=None)
@given(
    profession=LINE.filter(str.strip),
    triggers=st.lists(st.builds(Trigger, words=LINE, category=st.sampled_from(["", "payroll"])), max_size=5),
    questions=st.lists(LINE, max_size=4),
    reward=LINE,
)
def test_what_is_kept_is_read_again_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    profession: str,
    triggers: list[Trigger],
    questions: list[str],
    reward: str,
) -> None:
    folder = tmp_path_factory.mktemp("own")
    book = Playbook(
        id="roofer",
        profession=profession,
        services=("trades",),
        triggers=tuple(triggers),
        questions=tuple(questions),
        partners=(Ally(playbook="builder", why=reward),),
        reward=reward,
        is_own=True,
    )
    PlaybookFolder(folder, TOPICS).keep(book)
    assert PlaybookFolder(folder, TOPICS).all()["roofer"] == book
