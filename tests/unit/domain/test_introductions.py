"""Every transition of an introduction, with its consent and without."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.introductions import ASIDE, CLOSED, TRANSITIONS, Event, EventKind, Introduction, State
from assistant.errors import ConsentError, TransitionError

E = EventKind
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
START = Introduction(id="i-1", prompt_id="p-1", seeker_id="who-1", category="payroll", opened_at=AT)
ANSWERS = {
    E.HELP_WANTED: (Side.SEEKER, Answer.YES),
    E.HELP_DECLINED: (Side.SEEKER, Answer.NO),
    E.PROVIDER_AGREED: (Side.PROVIDER, Answer.YES),
    E.PROVIDER_DECLINED: (Side.PROVIDER, Answer.NO),
    E.PROVIDER_WITHDREW: (Side.PROVIDER, Answer.NO),
    E.OFFER_ACCEPTED: (Side.SEEKER, Answer.YES),
    E.OFFER_DECLINED: (Side.SEEKER, Answer.NO),
}
ABOUT_PROVIDER = {
    E.PROVIDER_ASKED, E.PROVIDER_AGREED, E.PROVIDER_DECLINED, E.PROVIDER_LAPSED, E.PROVIDER_DEFERRED,
    E.PROVIDER_OFFERED, E.OFFER_ACCEPTED, E.OFFER_DECLINED, E.INTRODUCED, E.PROVIDER_WITHDREW,
}  # fmt: skip
PATHS: dict[State, tuple[EventKind, ...]] = {
    State.NOTICED: (),
    State.ASKED: (E.SEEKER_ASKED,),
    State.WANTED: (E.SEEKER_ASKED, E.HELP_WANTED),
    State.PARKED: (E.HELP_WANTED, E.PARKED),
    State.PROVIDER_ASKED: (E.HELP_WANTED, E.PROVIDER_ASKED),
    State.AVAILABLE: (E.HELP_WANTED, E.PROVIDER_ASKED, E.PROVIDER_AGREED),
    State.OFFERED: (E.HELP_WANTED, E.PROVIDER_ASKED, E.PROVIDER_AGREED, E.PROVIDER_OFFERED),
    State.AGREED: (E.HELP_WANTED, E.PROVIDER_ASKED, E.PROVIDER_AGREED, E.PROVIDER_OFFERED, E.OFFER_ACCEPTED),
}
for state, last in (
    (State.INTRODUCED, (E.INTRODUCED,)),
    (State.CONNECTED, (E.INTRODUCED, E.CONNECTED)),
    (State.MET, (E.INTRODUCED, E.MET)),
    (State.WON, (E.INTRODUCED, E.MET, E.WON)),
    (State.NOT_NOW, (E.INTRODUCED, E.MET, E.NOT_NOW)),
    (State.RESTED, (E.INTRODUCED, E.RESTED)),
    (State.THANKED, (E.INTRODUCED, E.MET, E.WON, E.THANKED)),
):
    PATHS[state] = (*PATHS[State.AGREED], *last)
PATHS |= {
    State.DISMISSED: (E.DISMISSED,),
    State.DECLINED: (E.SEEKER_ASKED, E.HELP_DECLINED),
    State.LAPSED: (E.SEEKER_ASKED, E.LAPSED),
    State.CANCELLED: (E.CANCELLED,),
    State.DEFERRED: (E.SEEKER_ASKED, E.DEFERRED),
}
EASTER = date(2026, 4, 7)
PUT_OFF = (E.DEFERRED, E.PROVIDER_DEFERRED, E.AWAY)


def consent(kind: EventKind, provider_id: str = "", proof: Proof = Proof.USER_WORD) -> Consent:
    side, answer = ANSWERS[kind]
    return Consent(
        side=side, answer=answer, at=AT, proof=proof, provider_id=provider_id, message_id="<a@b>", quote="so"
    )


def event(kind: EventKind, provider_id: str = "b-1") -> Event:
    """The event with all that it needs."""
    about = provider_id if kind in ABOUT_PROVIDER else ""
    given = consent(kind, about) if kind in ANSWERS else None
    return Event(kind=kind, at=AT, provider_id=about, consent=given, until=EASTER if kind in PUT_OFF else None)


def at(state: State) -> Introduction:
    introduction = START
    for kind in PATHS[state]:
        introduction = introduction.after(event(kind))
    assert introduction.state is state
    return introduction


def before(state: State, kind: EventKind) -> Introduction:
    """An introduction in that state; with a provider on offer, or accepted, where the event is an answer to that."""
    if state is State.LAPSED and kind in (E.OFFER_ACCEPTED, E.OFFER_DECLINED):
        return at(State.OFFERED).after(event(E.LAPSED))
    return accepted_late() if (state, kind) == (State.AVAILABLE, E.OFFER_ACCEPTED) else at(state)


def accepted_late() -> Introduction:
    """A provider who was accepted late, once they had been let go, and who is ready again."""
    lapsed = at(State.OFFERED).after(event(E.LAPSED)).after(event(E.TOLD_SOFTLY))
    late = replace(event(E.HELP_WANTED), provider_id="b-1", consent=consent(E.HELP_WANTED, "b-1"))
    return lapsed.after(late).after(event(E.PROVIDER_ASKED)).after(event(E.PROVIDER_AGREED))


def test_every_state_can_be_reached() -> None:
    assert set(PATHS) == set(State)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", EventKind)
def test_only_what_the_machine_allows_happens(state: State, kind: EventKind) -> None:
    introduction = before(state, kind)
    before_introduced = [*list(PATHS)[:8], State.DEFERRED]
    following = TRANSITIONS.get(state, {}).get(kind)
    if kind in ASIDE or (kind is E.AWAY and state not in CLOSED):
        following = state
    elif kind is E.CANCELLED and state in before_introduced:
        following = State.CANCELLED
    assert introduction.allows(kind) is (following is not None)
    if following is None:
        with pytest.raises(TransitionError, match="cannot happen now"):
            introduction.after(event(kind))
    else:
        about = "b-2" if kind is E.PROVIDER_WITHDREW else "b-1"  # somebody whom it has gone on without
        assert introduction.after(event(kind, about)).state is following


@pytest.mark.parametrize("state", [State.DISMISSED, State.DECLINED, State.LAPSED, State.CANCELLED])
def test_what_is_over_is_over_but_silence_was_no_no(state: State) -> None:
    assert state in CLOSED
    assert not at(state).is_open
    late = [E.HELP_WANTED, E.HELP_DECLINED, E.OFFER_ACCEPTED, E.OFFER_DECLINED] if state is State.LAPSED else []
    aside = [E.PROVIDER_WITHDREW, E.TOLD_SOFTLY, E.HANDED_OFF, E.LOOP_CLOSED]
    assert {kind for kind in EventKind if at(state).allows(kind)} == {*late, *aside}


def test_nobody_accepts_late_who_was_not_offered() -> None:
    for kind in (E.OFFER_ACCEPTED, E.OFFER_DECLINED):
        with pytest.raises(TransitionError, match="another provider"):
            at(State.LAPSED).after(event(kind))
    with pytest.raises(ConsentError, match="not offered"):
        at(State.AVAILABLE).after(event(E.OFFER_ACCEPTED))


def test_who_was_accepted_late_is_named_once_both_are_ready() -> None:
    ready = accepted_late()
    assert ready.accepted_late == "b-1"
    assert (ready.may_name(Side.SEEKER, "b-1"), ready.may_name(Side.PROVIDER, "b-1")) == (False, True)
    assert ready.after(event(E.OFFER_ACCEPTED)).may_name(Side.SEEKER, "b-1")
    put_off = ready.after(event(E.PROVIDER_OFFERED)).after(event(E.DEFERRED)).after(event(E.RESUMED))
    assert put_off.accepted_late == ""


def test_a_no_of_somebody_whom_it_has_gone_on_without_is_final_and_changes_nothing() -> None:
    lapsed = at(State.PROVIDER_ASKED).after(event(E.PROVIDER_LAPSED)).after(event(E.PROVIDER_ASKED, "b-2"))
    after = lapsed.after(event(E.PROVIDER_WITHDREW))
    assert (after.state, after.provider_id, after.declined) == (State.PROVIDER_ASKED, "b-2", ("b-1",))
    with pytest.raises(ConsentError, match="own no"):
        lapsed.after(replace(event(E.PROVIDER_WITHDREW), consent=None))


def test_who_it_is_about_declines_and_does_not_withdraw() -> None:
    with pytest.raises(TransitionError, match="they decline"):
        at(State.OFFERED).after(event(E.PROVIDER_WITHDREW))
    deferred = at(State.OFFERED).after(event(E.DEFERRED)).after(event(E.PROVIDER_WITHDREW))
    assert deferred.refused == ("b-1",)


def test_what_was_put_off_comes_back_with_the_question() -> None:
    put_off = at(State.DEFERRED)
    assert put_off.until == EASTER
    assert put_off.after(event(E.RESUMED)).state is State.NOTICED
    with pytest.raises(TransitionError, match="the day"):
        at(State.ASKED).after(replace(event(E.DEFERRED), until=None))


@pytest.mark.parametrize("state", [State.WANTED, State.PARKED, State.OFFERED])
def test_what_was_put_off_after_a_yes_comes_back_with_the_search(state: State) -> None:
    back = at(state).after(event(E.DEFERRED)).after(event(E.RESUMED))
    assert (back.state, back.provider_id, back.until) == (State.WANTED, "", None)
    assert not any(back.may_name(side, "b-1") for side in Side)
    asked = back.after(event(E.PROVIDER_ASKED))
    assert not any(asked.may_name(side, "b-1") for side in Side)  # their yes of then is asked for again
    assert asked.after(event(E.PROVIDER_AGREED)).may_name(Side.PROVIDER, "b-1")


def test_a_provider_who_asked_for_later_is_asked_later() -> None:
    later = at(State.PROVIDER_ASKED).after(event(E.PROVIDER_DEFERRED))
    assert (later.state, later.refused, later.postponed(AT.date())) == (State.WANTED, (), ("b-1",))
    assert later.postponed(EASTER) == ()
    assert later.after(event(E.PROVIDER_ASKED)).provider_id == "b-1"


def test_who_is_away_is_back_on_the_latest_day_they_gave() -> None:
    away = at(State.ASKED).after(event(E.AWAY)).after(replace(event(E.AWAY), until=AT.date()))
    assert (away.state, away.until) == (State.ASKED, EASTER)
    assert away.after(event(E.HELP_WANTED)).after(event(E.PROVIDER_ASKED)).until is None


ANSWERED = [(state, kind) for state, kinds in TRANSITIONS.items() for kind in kinds if kind in ANSWERS]


@pytest.mark.parametrize(("state", "kind"), ANSWERED)
def test_an_answer_needs_the_right_sides_own_word(state: State, kind: EventKind) -> None:
    good = event(kind)
    assert good.consent is not None
    flipped = Answer.NO if good.consent.answer is Answer.YES else Answer.YES
    other = Side.SEEKER if good.consent.side is Side.PROVIDER else Side.PROVIDER
    wrong = [None, replace(good.consent, answer=flipped), replace(good.consent, side=other)]
    wrong.append(replace(good.consent, provider_id="b-2"))
    for given in wrong:
        with pytest.raises(ConsentError):
            before(state, kind).after(replace(good, consent=given))


@pytest.mark.parametrize(
    ("state", "kind"), [(state, kind) for state, kinds in TRANSITIONS.items() for kind in kinds if kind not in ANSWERS]
)
def test_a_fact_is_nobodys_answer(state: State, kind: EventKind) -> None:
    with pytest.raises(ConsentError, match="no answer"):
        at(state).after(replace(event(kind), consent=consent(E.HELP_WANTED, event(kind).provider_id)))


@pytest.mark.parametrize(
    ("state", "kind"),
    [(state, kind) for state, kinds in TRANSITIONS.items() for kind in kinds if kind in ABOUT_PROVIDER],
)
def test_a_step_is_about_the_present_provider(state: State, kind: EventKind) -> None:
    with pytest.raises(TransitionError, match="which provider"):
        at(state).after(replace(event(kind), provider_id=""))
    if at(state).provider_id:
        with pytest.raises(TransitionError, match="another provider"):
            at(state).after(event(kind, "b-2"))


@pytest.mark.parametrize("state", [State.ASKED, State.WANTED, State.NOTICED])
def test_no_provider_slips_in_with_another_event(state: State) -> None:
    kind = {State.ASKED: E.REMINDED, State.WANTED: E.PARKED, State.NOTICED: E.SEEKER_ASKED}[state]
    with pytest.raises(TransitionError, match="another provider"):
        at(state).after(Event(kind=kind, at=AT, provider_id="b-2"))


def test_a_provider_who_was_not_asked_agrees_in_person_or_once_for_all() -> None:
    for proof in Proof:
        agreeing = replace(event(E.PROVIDER_AGREED), consent=consent(E.PROVIDER_AGREED, "b-1", proof))
        if proof in (Proof.STANDING, Proof.USER_WORD):
            assert at(State.WANTED).after(agreeing).state is State.AVAILABLE
        else:
            with pytest.raises(ConsentError, match="in person"):
                at(State.WANTED).after(agreeing)


@pytest.mark.parametrize(
    ("state", "ending"),
    [
        (State.PROVIDER_ASKED, E.PROVIDER_DECLINED),
        (State.PROVIDER_ASKED, E.PROVIDER_LAPSED),
        (State.OFFERED, E.OFFER_DECLINED),
        (State.AGREED, E.PROVIDER_DECLINED),
    ],
)
def test_nobody_is_asked_again_after_an_end(state: State, ending: EventKind) -> None:
    after = at(state).after(event(ending))
    assert (after.state, after.provider_id, after.refused) == (State.WANTED, "", ("b-1",))
    assert after.declined == (() if ending is E.PROVIDER_LAPSED else ("b-1",))
    with pytest.raises(ConsentError, match="never asked again"):
        after.after(event(E.PROVIDER_ASKED))
    if ending is E.PROVIDER_LAPSED:  # silence was no no: a late yes counts
        assert after.after(event(E.PROVIDER_AGREED)).state is State.AVAILABLE
    else:
        with pytest.raises(ConsentError, match="never asked again"):
            after.after(event(E.PROVIDER_AGREED))
    assert after.after(event(E.PROVIDER_ASKED, "b-2")).provider_id == "b-2"


@pytest.mark.parametrize("state", [State.ASKED, State.PROVIDER_ASKED, State.OFFERED])
def test_one_reminder_of_each_ask(state: State) -> None:
    reminded = at(state).after(event(E.REMINDED))
    assert reminded.reminded
    with pytest.raises(ConsentError, match="one reminder"):
        reminded.after(event(E.REMINDED))


def test_the_next_ask_has_its_own_reminder() -> None:
    reminded = at(State.PROVIDER_ASKED).after(event(E.REMINDED))
    asked = reminded.after(event(E.PROVIDER_DECLINED)).after(event(E.PROVIDER_ASKED, "b-2"))
    assert not asked.reminded
    assert asked.after(event(E.REMINDED)).reminded


NAMED = {
    State.AVAILABLE: (False, True), State.OFFERED: (False, True), State.AGREED: (True, True),
    State.INTRODUCED: (True, True), State.THANKED: (True, True),
}  # fmt: skip


@pytest.mark.parametrize("state", State)
def test_who_may_be_named(state: State) -> None:
    introduction = at(state)
    after_agreed = state not in list(PATHS)[:7] and state not in list(PATHS)[-5:]
    seeker, provider = NAMED.get(state, (after_agreed, after_agreed))
    assert introduction.may_name(Side.SEEKER, "b-1") is seeker
    assert introduction.may_name(Side.PROVIDER, "b-1") is provider
    for side in Side:
        assert not introduction.may_name(side, "b-2")
        assert not introduction.may_name(side, "")


def test_a_cancelled_introduction_names_nobody() -> None:
    cancelled = at(State.AGREED).after(event(E.CANCELLED))
    assert not any(cancelled.may_name(side, "b-1") for side in Side)


def test_the_acceptance_of_one_provider_is_none_of_the_next() -> None:
    second = at(State.AGREED).after(event(E.OFFER_DECLINED))
    for kind in (E.PROVIDER_ASKED, E.PROVIDER_AGREED, E.PROVIDER_OFFERED):
        second = second.after(event(kind, "b-2"))
    assert second.may_name(Side.PROVIDER, "b-2")
    assert not second.may_name(Side.SEEKER, "b-2")
    assert not second.may_name(Side.PROVIDER, "b-1")


def test_state_and_provider_follow_from_the_log() -> None:
    introduction = at(State.OFFERED)
    lied = replace(introduction, state=State.AGREED, provider_id="b-9")
    assert (lied.state, lied.provider_id) == (State.OFFERED, "b-1")
    with pytest.raises(TransitionError, match="the log is broken"):
        replace(introduction, events=introduction.events[1:])


def test_a_consent_names_its_proof() -> None:
    facts = {"side": Side.SEEKER, "answer": Answer.YES, "at": AT}
    with pytest.raises(ConsentError, match="message's id"):
        Consent(**facts, proof=Proof.MESSAGE)  # type: ignore[arg-type]
    with pytest.raises(ConsentError, match="needs the words"):
        Consent(**facts, proof=Proof.MENTION)  # type: ignore[arg-type]


def test_moments_without_a_zone_are_refused() -> None:
    naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001
    with pytest.raises(ValueError, match="no time zone"):
        Event(kind=E.MET, at=naive)
    with pytest.raises(ValueError, match="no time zone"):
        replace(START, opened_at=naive)
