"""What insight gathers, in a world of some hundred records, against counts of the same records made one by one."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.domain.documents import Document
from assistant.domain.insight.alarms import JUDGED
from assistant.domain.introductions import EventKind, Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.people import Person, Role
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.referrals import Referral
from assistant.services.false_alarms import false_alarms
from assistant.services.insight_facts import Insight, insight
from assistant.services.insight_plots import plots
from assistant.services.insight_tables import MADE, Tables
from tests.large_world import NOW, SMALL, assistant_in, fill
from tests.received import received


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    assistant = assistant_in(tmp_path_factory.mktemp("world"))
    fill(assistant.store, SMALL)
    assistant.store.put(*received(list(assistant.store.find(Person)), 60, NOW))
    return assistant


@pytest.fixture(scope="module")
def found(world: Assistant) -> Insight:
    return insight(world.store, world.lookup, NOW)


def test_received_referrals_are_counted_by_kind(world: Assistant, found: Insight) -> None:
    by_kind = Counter(each.kind for each in world.store.find(Referral))
    assert {each.name: each.referrals for each in found.sources.kinds if each.referrals} == by_kind
    assert len(found.received) == 60


def test_a_customer_is_known_from_the_first_thing_that_shows_them(world: Assistant, found: Insight) -> None:
    people = list(world.store.find(Person, roles=Role.CUSTOMER))
    assert {each.person_id for each in found.customers} == {person.id for person in people}
    for person in people:
        customer = next(each for each in found.customers if each.person_id == person.id)
        assert customer.seen == _first(world, person), person.name
    assert sum(each.seen is not None for each in found.customers) > 3


def _first(world: Assistant, person: Person) -> datetime | None:
    moments = [each.when for each in world.store.find(Document) if set(each.people) & set(person.sure_keys)]
    moments += [each.start for each in world.store.find(Meeting) if set(each.people) & set(person.sure_keys)]
    return min((at for at in moments if at <= NOW), default=None)


def test_false_alarms_are_those_that_the_bullpen_tells_of(world: Assistant, found: Insight) -> None:
    whole = false_alarms(world.store).overall
    alarms = found.alarms
    assert (alarms.questions.part, alarms.questions.whole) == (len(whole.wrong), whole.questions)
    assert (alarms.asks.part, alarms.asks.whole) == (len(whole.nowhere), whole.asks)
    months = {each.month: (len(each.wrong), each.questions) for each in false_alarms(world.store).months}
    counted = {each.name: (each.wrong.part, each.wrong.whole) for each in alarms.months if each.wrong.whole}
    assert counted == {month: counts for month, counts in months.items() if counts[1]}
    assert whole.questions == sum(world.store.count(Prompt, state=state) for state in JUDGED) > 0


def test_stages_are_reached_by_what_happened(world: Assistant, found: Insight) -> None:
    introductions = list(world.store.find(Introduction))
    made = {each.id for each in introductions if any(event.kind is EventKind.INTRODUCED for event in each.events)}
    assert set(found.pace.stages["introduced"]) == made == {each.introduction_id for each in found.pace.took}
    assert len(found.pace.stages["begun"]) == len(introductions)
    assert sum(each.given for each in found.pace.months) == len(made)


def test_the_list_behind_a_figure_has_as_many_lines(found: Insight) -> None:
    tables = Tables(found, {}, "EUR")
    referrals = tables.table("referrals")
    for each in found.sources.kinds:
        assert len(referrals.narrowed(each.name).lines) == each.referrals
    for quarter in found.sources.quarters:
        assert len(referrals.narrowed(quarter.name).lines) == sum(quarter.kinds.values())
    customers = tables.table("customers")
    assert len(customers.narrowed("referred").lines) == found.number.ever.part
    assert len(customers.narrowed("year").lines) == found.number.year.part
    assert len(customers.lines) == found.number.ever.whole
    assert len(tables.table("questions").narrowed(PromptState.WRONG).lines) == found.alarms.questions.part
    assert len(tables.table("asks").narrowed("for nothing").lines) == found.alarms.asks.part
    for stage, ids in found.pace.stages.items():
        assert len(tables.table("introductions").narrowed(stage).lines) == len(ids)
    for name in MADE:
        table = tables.table(name)
        assert all(len(line.cells) == len(table.columns) for line in table.lines), name


def test_every_picture_says_what_it_shows(found: Insight) -> None:
    drawn = plots(found)
    assert set(drawn) == {"sources", "quarters", "number", "alarms", "stages", "given"}
    for plot in drawn.values():
        assert plot.says
        assert all(len(series.values) == len(plot.names) for series in plot.series)


def test_an_empty_store_has_sentences_and_no_pictures(tmp_path: Path) -> None:
    empty = assistant_in(tmp_path)
    tables = Tables(insight(empty.store, empty.lookup, NOW), {}, "EUR")
    assert tables.is_empty
    assert all(line.cells[1] for line in tables.table("summary").lines)
    assert plots(tables.insight) == {}


def test_few_referrals_are_said_to_be_too_few(tmp_path: Path) -> None:
    world = assistant_in(tmp_path)
    fill(world.store, SMALL)
    world.store.put(*received(list(world.store.find(Person)), 4, NOW))
    tables = Tables(insight(world.store, world.lookup, NOW), {}, "EUR")
    says = [str(line.cells[-1]) for line in tables.table("sources").lines]
    assert any("too few to say" in each for each in says)
    assert tables.says("schools").startswith("Not decided yet")
