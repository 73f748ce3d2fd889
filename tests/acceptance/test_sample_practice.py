"""The sample world as the demo plays it: every part of the practice has something in it, and what it says is right."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.domain.advocates import Rung
from assistant.domain.campaigns import CampaignKind
from assistant.domain.groups import Period
from assistant.domain.people import USER, Person
from assistant.services import insight_words, refer_me
from assistant.services.gaps import gaps
from assistant.services.laments import laments
from assistant.services.wishes import open_wishes
from assistant.setup.sample import SampleWorld
from assistant.web.app import access_of, create_app
from assistant.web.pages.practice import PARTS
from tests.web.web_world import Browser

pytestmark = pytest.mark.xdist_group("sample-practice")
EMPTY = re.compile(r'class="empty"')


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleWorld]:
    """The world after everything was played."""
    played = SampleWorld(folder=Path(tmp_path_factory.mktemp("sample")))
    for _ in played.play():
        pass
    yield played
    played.assistant.store.close()


@pytest.fixture(scope="module")
def browser(world: SampleWorld) -> Browser:
    """A browser that is signed in."""
    found = Browser(create_app(world.assistant))
    found.sign_in(access_of(world.assistant).invite())
    return found


def named(world: SampleWorld, name: str) -> Person:
    """Whoever is called that."""
    (person,) = world.assistant.store.find(Person, keys=name.casefold())
    return person


@pytest.mark.parametrize("path", [part.path for parts in PARTS.values() for part in parts])
def test_no_part_of_the_practice_is_empty(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert not EMPTY.search(answer.text), path


def test_insight_says_something(world: SampleWorld) -> None:
    shown = world.assistant.practice.insight()
    assert len(shown.received) == 14
    assert (shown.number.ever.part, shown.number.ever.whole) == (3, 10)
    assert shown.number.ever.says_something
    assert len(shown.trend) == 8
    assert shown.alarms.questions.says_something
    assert "8 of 10 decided ones won" in insight_words.about_sources(shown.sources, "GBP")


def test_whom_to_meet_alone_is_told_of_the_right_provider(world: SampleWorld) -> None:
    found = {
        each.person.name: [fact.words for fact in each.facts]
        for each in world.assistant.practice.one_to_ones.suggestions()
    }
    assert "you know somebody for it: Mateusz Zielny" in found["Ade Bankole"]
    assert not [words for words in found["Sorrel Vance"] if "you know somebody" in words]
    assert "Gwilym Prosser" not in found  # they met alone, as a slip of the group says
    assert [words for words in found["Kieran Moxey"] if "9 times, never alone" in words]


def test_a_need_is_no_wish(world: SampleWorld) -> None:
    whose = {wish.person_id for wish in open_wishes(world.assistant.store)}
    assert named(world, "Sorrel Vance").id in whose
    assert named(world, "Ade Bankole").id not in whose


def test_what_was_called_no_matter_is_neither_a_lament_nor_a_candidate(world: SampleWorld) -> None:
    from assistant.bootstrap.pairing import pairs_of

    assistant = world.assistant
    found, _ = laments(assistant.store, assistant.lookup, pairs_of(assistant))
    assert [each.person.name for each in found] == ["Femi Larkhill"]
    for campaign in assistant.practice.campaigns.all():
        ideas = {idea.person.name for idea in assistant.practice.campaigns.ideas(campaign)}
        assert ideas
        assert ideas.isdisjoint({"Adaeze Nwosu", "Chad Merriman"})


def test_whoever_sends_people_stands_on_top(world: SampleWorld) -> None:
    placed = {each.person.name: each for each in world.assistant.practice.advocates.nearest()}
    assert placed["Sanjay Mehrotra"].standing.rung is Rung.REFERRER
    assert placed["Conrad Voss"].standing.rung is Rung.KNOW  # one mail, and they never met
    assert not placed["Marcus Thrale"].may_ask


def test_campaigns_groups_cards_and_gaps_count_what_was_told(world: SampleWorld) -> None:
    practice = world.assistant.practice
    done = {each.kind: practice.campaigns.progress(each).done for each in practice.campaigns.all()}
    assert done == {CampaignKind.CHECK_INS: 8, CampaignKind.INTRODUCTIONS: 1}
    (group,) = practice.groups.all()
    counts = practice.group_counts(group, *Period.MONTH.of(world.assistant.clock().date()))
    own = next(tally for tally in counts.tallies() if tally.person_id == USER)
    assert (len(counts.meetings), own.one_to_ones, own.received, own.testimonials) == (3, 1, 1, 1)
    assert [len(each.person.postal) for each in practice.written_cards.queue()] == [3, 3]
    assert all(each.facts for each in practice.written_cards.queue())
    assert next(each.person.name for each in practice.care.today()) == "Marcus Thrale"
    assert len(gaps(world.assistant.store, world.assistant.topics)) >= 3


def test_how_to_refer_her_sells_nothing(world: SampleWorld) -> None:
    profile = refer_me.profile_of(world.assistant.store)
    assert not profile.is_empty
    assert refer_me.salesy(profile) == []
