"""Which guard of the code holds what: the list of mutations. Each is taken away, and its story then ends badly."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from itertools import count

from assistant.adapters.memory import MemoryStore
from assistant.domain.consents import Side
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import EventKind, Introduction
from assistant.services import act, clocks, drafting, introduce, match, replies
from assistant.services import answers as answering
from assistant.services.answers import Answers
from assistant.services.clocks import Clocks
from assistant.services.deliver import Deliver
from assistant.services.drafting import Drafting
from assistant.services.introduce import Introduce
from assistant.services.replies import Replies
from tests.acceptance.introduction_world import World
from tests.acceptance.introductions import answer_stories as answers
from tests.acceptance.introductions import stories

_NUMBERS = count()


def _blindly(deliver: Deliver, draft: Draft) -> Draft:
    delivered = draft.delivered(deliver.box.put(draft), at=draft.created_at)
    deliver.introduce.store.put(delivered)
    return delivered


def _whatever_was_seen(draft: Draft, seen_hash: str, *, at: object) -> Draft:
    return replace(draft, state=DraftState.APPROVED, approved_hash=draft.hash, approved_at=draft.created_at)


def _still_approved(draft: Draft, *, subject: str, text: str, html: str) -> Draft:
    changed = replace(draft, subject=subject, text=text, html=html)
    return replace(changed, approved_hash=changed.hash)


def _of_anybody(introduction: Introduction, named: Side, provider_id: str) -> bool:
    kind = EventKind.PROVIDER_AGREED if named is Side.PROVIDER else EventKind.OFFER_ACCEPTED
    return introduction.consent(kind) is not None


def _always_another(*_: str) -> str:
    return f"r-{next(_NUMBERS)}"


class Holds(Enum):
    """What the guards hold, in the words of the practice."""

    NAMING = "nobody is named to the other side before their own yes"
    CONSENT = "the state moves by recorded consents alone"
    APPROVAL = "nothing leaves but the text that was approved"
    ONCE = "no message is said twice"
    NO = "nobody is asked again after a no"
    STOP = "nobody is written to after they said stop"
    REMINDER = "one reminder at most, after the days, and to nobody who is away"
    SILENCE = "silence, and what is not clear, is never a yes"
    YES_ONCE = "a yes counts once, for what was asked, and not once it was put off"
    LATER = "what was put off comes back on its day, and not before"
    BUDGET = "no provider is asked more often than their patience lasts"
    LOG = "the stored state follows from the events"
    CRASH = "where the process ends, all of a step was kept, or nothing"


@dataclass(frozen=True)
class Guard:
    """A place in the code, what stands there when it does nothing, and the story that then ends badly."""

    of: object
    name: str
    without: object
    story: Callable[[World], None]
    holds: Holds


GUARDS = [
    Guard(Introduction, "_check", lambda *_: None, stories.no_consent_is_made_up, Holds.CONSENT),
    Guard(Introduction, "may_name", lambda *_: True, stories.a_provider_is_not_told_who_asks, Holds.NAMING),
    Guard(Introduction, "may_name", _of_anybody, stories.another_acceptance_names_nobody, Holds.NAMING),
    Guard(drafting, "identifying", lambda *_, **__: (), stories.a_provider_is_not_told_who_asks, Holds.NAMING),
    Guard(drafting, "named", lambda *_, **__: (), stories.a_seeker_is_not_told_who_might_help, Holds.NAMING),
    Guard(Drafting, "check", lambda *_: None, stories.a_seeker_is_not_told_who_might_help, Holds.NAMING),
    Guard(Draft, "approved", _whatever_was_seen, stories.what_was_not_read_is_not_approved, Holds.APPROVAL),
    Guard(Draft, "edited", _still_approved, stories.an_edit_voids_the_approval, Holds.APPROVAL),
    Guard(Deliver, "_lay_down", _blindly, stories.a_crash_leaves_one_message, Holds.ONCE),
    Guard(Deliver, "_settle", lambda *_, **more: None, stories.a_message_in_the_folder_is_not_thrown_away, Holds.ONCE),
    Guard(introduce, "barred", lambda *_: frozenset(), stories.a_no_is_final, Holds.NO),
    Guard(drafting, "said_no", lambda *_: frozenset(), stories.who_said_no_is_not_named_as_somebody_else, Holds.NO),
    Guard(drafting, "barred", lambda *_: frozenset(), stories.one_introduction_a_pair, Holds.ONCE),
    Guard(Introduction, "reminded", False, stories.one_reminder, Holds.REMINDER),
    Guard(Drafting, "fits", lambda *_: True, stories.an_approval_does_not_outlive_its_state, Holds.APPROVAL),
    Guard(Drafting, "withdraw_unfit", lambda *_: None, stories.nothing_waits_where_it_is_over, Holds.NO),
    Guard(Drafting, "_said_before", lambda *_: False, stories.each_is_thanked_once, Holds.ONCE),
    Guard(Introduce, "present", lambda _, known: known, stories.an_old_look_undoes_nothing, Holds.CONSENT),
    Guard(Introduce, "_ask_waits", lambda *_: False, stories.what_the_user_chose_stays_chosen, Holds.ONCE),
    Guard(Introduction, "__post_init__", lambda _: None, answers.the_state_follows_from_the_log, Holds.LOG),
    Guard(Replies, "_for_the_user", lambda *_: "", answers.a_colleagues_yes_is_none, Holds.SILENCE),
    Guard(Replies, "_for_the_user", lambda *_: "", answers.a_yes_under_another_subject_is_none, Holds.SILENCE),
    Guard(Replies, "_writes_to_the_other", lambda *_: False, answers.a_yes_to_everybody_is_none, Holds.SILENCE),
    Guard(replies, "SURE", 0.0, answers.a_doubtful_yes_is_none, Holds.SILENCE),
    Guard(Clocks, "_has_answered", lambda *_: False, answers.an_answer_is_no_silence, Holds.SILENCE),
    Guard(replies, "make_id", _always_another, answers.the_same_mail_counts_once, Holds.YES_ONCE),
    Guard(act, "_PUTS_ASIDE", (), answers.a_yes_of_before_does_not_count, Holds.YES_ONCE),
    Guard(act, "_ABOUT_A_PROVIDER", (), answers.a_yes_to_help_accepts_nobody, Holds.YES_ONCE),
    Guard(Drafting, "is_stopped", lambda *_: False, answers.nothing_leaves_after_stop, Holds.STOP),
    Guard(act, "_never_again", lambda *_: True, answers.stop_ends_everything, Holds.STOP),
    Guard(replies, "_counts_any_time", lambda *_: False, answers.a_late_no_is_final, Holds.NO),
    Guard(Answers, "_must_be_free", lambda *_: None, answers.who_said_no_has_not_agreed, Holds.NO),
    Guard(Answers, "_still_stands", lambda *_: True, answers.who_was_let_go_is_asked_anew, Holds.YES_ONCE),
    Guard(Introduce, "_accepted", lambda _, known: known, answers.who_accepted_late_is_not_asked_again, Holds.ONCE),
    Guard(
        introduce,
        "told_softly",
        lambda *_, **__: False,
        answers.who_was_told_that_nothing_comes_of_it_is_offered_it_again,
        Holds.YES_ONCE,
    ),
    Guard(answering, "OUT", (), answers.what_has_left_is_not_taken_back, Holds.ONCE),
    Guard(Clocks, "due_on", lambda *_: date(2026, 1, 1), answers.nobody_is_reminded_within_the_days, Holds.REMINDER),
    Guard(Clocks, "_drafted_on", lambda *_: None, answers.twice_a_day_is_once, Holds.REMINDER),
    Guard(Drafting, "wait", lambda *_: None, answers.nobody_is_reminded_while_away, Holds.REMINDER),
    Guard(Introduction, "until", None, answers.nobody_is_reminded_while_away, Holds.REMINDER),
    Guard(replies, "_is_open", lambda _: True, answers.another_ones_absence_is_not_theirs, Holds.REMINDER),
    Guard(Clocks, "due_on", lambda *_: date(2026, 1, 1), answers.what_was_put_off_waits_for_its_day, Holds.LATER),
    Guard(clocks, "RUNNING", (), answers.what_was_put_off_comes_back, Holds.LATER),
    Guard(Introduction, "postponed", lambda *_: (), answers.a_provider_is_not_asked_before_their_day, Holds.LATER),
    Guard(drafting, "ASK_BUDGET", 1000, answers.a_fourth_ask_does_not_leave, Holds.BUDGET),
    Guard(match, "ASK_BUDGET", 1000, answers.who_was_asked_too_often_is_not_proposed, Holds.BUDGET),
    Guard(MemoryStore, "transaction", lambda _: nullcontext(), answers.half_a_step_is_none, Holds.CRASH),
]
