"""Every figure of insight, after some months that were played, against the truth of those months."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from statistics import median

import pytest

from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.bootstrap import Assistant
from assistant.domain.cases import Led
from assistant.domain.groups import Group
from assistant.domain.insight.number import Number
from assistant.domain.insight.sources import Came
from assistant.domain.people import Person
from assistant.domain.replies import Label, Stage
from assistant.services.insight_facts import Insight
from tests.servers.dovecot import running
from tests.year import others, truth, truth_of_asks, truth_of_meeting, user
from tests.year.answers import Answers
from tests.year.ledger import Ledger
from tests.year.play import Played, Size, year
from tests.year.reading import ScriptedMentions, ScriptedReplies

MONTHS = Size(seed=3, people=45, providers=40, mails=120, days=120, matters=0.5, referrals=70)


def surely(assistant: Assistant, ledger: Ledger, chance: Random) -> None:
    """Readers by script, of which that of replies never errs: what is said is what is understood, and when."""
    assistant.matcher = MemoryMatcher()
    assistant.reader = ScriptedMentions(ledger.mails, chance)
    assistant.reply_reader = ScriptedReplies(ledger.said, chance, errs=0, dated=1)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("insight-year")
    replies = folder / "replies.jsonl"
    rows = ({"stage": stage, "label": label, "text": f"{label}, they say"} for stage in Stage for label in Label)
    replies.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(others.WAYS, "other thread")  # else an answer to one question stands below another
        patch.setattr(user, "UNDOES", 0)
        with running() as server, year(server, folder, MONTHS, Answers(replies), surely, print) as played:
            yield played


@pytest.fixture(scope="module")
def insight(played: Played) -> Insight:
    return played.assistant.practice.insight()


def test_the_months_went_as_they_should(played: Played) -> None:
    observer = played.observer
    assert [*observer.breaks, *observer.wrong_yes, *played.problems] == []


def test_where_referrals_came_from(played: Played, insight: Insight) -> None:
    found = {each.name: _row(each) for each in insight.sources.kinds if each.referrals}
    assert found == truth.sources(played.ledger, insight.at)
    assert len(found) > 3
    assert _row(insight.sources.whole) == tuple(map(sum, zip(*found.values(), strict=True)))
    by_quarter = {
        (each.name, kind.value): count for each in insight.sources.quarters for kind, count in each.kinds.items()
    }
    assert by_quarter == truth.by_quarter(played.ledger)
    assert len(insight.sources.quarters) == 2


def test_who_sent_them_and_which_school_is_right(played: Played, insight: Insight) -> None:
    people = {insight.name(each.name): _row(each) for each in insight.sources.people}
    by_name = truth.sources(played.ledger, insight.at, lambda each: each.sender.name if each.sender else "")
    by_name.pop("")
    assert people == by_name
    schools = truth.sources(played.ledger, insight.at, lambda each: SCHOOL.get(truth.kind_of(each), ""))
    found = insight.sources.schools
    assert (_row(found.customers), _row(found.partners)) == (schools["customers"], schools["partners"])


def test_the_referral_number_and_its_trend(played: Played, insight: Insight) -> None:
    people, ledger = played.observer.people, played.ledger
    assert _number(insight.number) == truth.number(ledger, people, insight.at, is_now=True)
    ends = {"2026 Q1": datetime(2026, 4, 1, tzinfo=insight.at.tzinfo), "2026 Q2": insight.at}
    assert [(each.name, _number(each)) for each in insight.trend] == [
        (name, truth.number(ledger, people, end, is_now=False)) for name, end in ends.items()
    ]
    assert _number(insight.trend[0]) < _number(insight.trend[1])
    sent = {insight.name(each.person_id): len(each.sent) for each in insight.customers if each.sent}
    by_name = truth.sources(ledger, insight.at, lambda each: each.sender.name if each.sender else "")
    assert sent == {one.name: by_name[one.name][0] for one in people if one.is_customer and one.name in by_name}


def test_false_alarms_by_month(played: Played, insight: Insight) -> None:
    found = {each.name: (each.wrong.whole, each.wrong.part) for each in insight.alarms.months if each.wrong.whole}
    assert found == truth.answers(played.ledger)
    whole, wrong = map(sum, zip(*found.values(), strict=True))
    assert (insight.alarms.questions.whole, insight.alarms.questions.part) == (whole, wrong)
    assert wrong


def test_where_each_ask_of_a_provider_led(played: Played, insight: Insight) -> None:
    found: dict[tuple[str, str], list[Led]] = {}
    for ask in sorted(insight.alarms.asked, key=lambda ask: ask.at):
        found.setdefault((ask.introduction_id, ask.provider_id), []).append(ask.led)
    true: dict[tuple[str, str], list[frozenset[Led]]] = {}
    for key, may in truth_of_asks.ends(played.ledger, insight.at):
        true.setdefault(key, []).append(may)
    assert {key: len(each) for key, each in found.items()} == {key: len(each) for key, each in true.items()}
    pairs = [(key, led, may) for key in true for led, may in zip(found[key], true[key], strict=True)]
    assert [pair for pair in pairs if pair[1] not in pair[2]] == []
    sure = Counter(led for _, led, may in pairs if len(may) == 1)
    assert all(sure[led] for led in (Led.HELPED, Led.NO, Led.LATER, Led.FALSE_ALARM, Led.SILENT, Led.OPEN))
    assert len(pairs) - sure.total() <= len(pairs) / 10  # of which only the hour tells
    led = Counter(ask.led for ask in insight.alarms.asked)
    assert insight.alarms.asks.whole == len(pairs) - led[Led.OPEN]
    assert insight.alarms.asks.part == led[Led.FALSE_ALARM] + led[Led.DEAD_END]


def test_how_far_introductions_came(played: Played, insight: Insight) -> None:
    prompts = {each.id: each.prompt_id for each in insight.introductions.values()}
    true = truth.reached(played.ledger)
    assert true["it helped"]
    for stage, ids in insight.pace.stages.items():
        assert {prompts[each] for each in ids} == true[stage], stage


def test_how_long_introductions_took(played: Played, insight: Insight) -> None:
    true = truth.took(played.ledger)
    assert sorted(each.days for each in insight.pace.took) == pytest.approx(true)
    assert insight.pace.quartiles
    assert insight.pace.quartiles.median == pytest.approx(median(true))


def test_referrals_given_by_month(played: Played, insight: Insight) -> None:
    assert {each.name: (each.given, each.won) for each in insight.pace.months if each.given} == truth.given(
        played.ledger
    )


def test_events_new_contacts_and_cards_of_late(played: Played) -> None:
    ledger, since = played.ledger, played.assistant.clock() - timedelta(days=30)
    counts = played.assistant.practice.written_cards.counts()
    cards = sum(at >= since for at, _ in ledger.cards)
    assert counts.cards == cards
    assert 0 < cards < len(ledger.cards)
    evenings = sum(evening.at >= since for evening in ledger.evenings)
    assert counts.events == evenings
    assert 0 < evenings < len(ledger.evenings)
    first = truth_of_meeting.first_contacts(ledger, played.looked_at)
    new = {who for who, at in first.items() if at >= since}
    found = played.assistant.practice.touches.first_since(since)
    names = {who.address or who.name for each in found if (who := played.assistant.store.get(Person, each))}
    assert names == new
    assert counts.contacts == len(new)
    assert 0 < len(new) < len(first)


def test_the_group_counts_what_was_handed_in(played: Played) -> None:
    practice, ledger = played.assistant.practice, played.ledger
    (group,) = played.assistant.store.find(Group)
    breakfasts = ledger.breakfasts
    counts = practice.group_counts(group, breakfasts[0].on, breakfasts[-1].on)
    assert len(counts.meetings) == len(breakfasts)
    found = {counts.name(each.person_id, ""): each for each in counts.tallies()}
    assert found.keys() == {"", *(one.name for one in played.members)}
    for name, tally in found.items():
        assert truth_of_meeting.tally(ledger, name) == {
            "present": tally.present,
            "given": tally.given,
            "received": tally.received,
            "one_to_ones": tally.one_to_ones,
            "testimonials": tally.testimonials,
            "closed": tally.closed,
            "value": tally.value,
        }
    assert all(sum(getattr(each, field) for each in found.values()) for field in ("given", "closed", "one_to_ones"))


def test_customers_stand_in_the_order_of_how_much_they_matter(played: Played) -> None:
    true = {one.address: one.importance for one in played.observer.people if one.is_customer}
    found = played.assistant.practice.care.customers(limit=1000)
    assert [each.person.importance for each in found] == sorted(true.values(), reverse=True)
    assert {each.person.address: each.person.importance for each in found} == true
    assert len({*true.values()}) == 4


SCHOOL = {
    "customer": "customers", "former customer": "customers", "referral partner": "partners",
    "professional contact": "partners",
}  # fmt: skip


def _row(each: Came) -> tuple[int, int, int, int]:
    return each.referrals, each.won, each.lost, each.value


def _number(each: Number) -> tuple[int, int, int]:
    assert each.ever.whole == each.year.whole
    return each.ever.whole, each.ever.part, each.year.part
