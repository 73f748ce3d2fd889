"""What a reply moves, once it is clear what it says: by itself, or because the user has read it."""

from dataclasses import replace
from datetime import date

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.replies import Label, Reply, Stage
from assistant.errors import TransitionError
from assistant.services.answers import Answers, Words
from assistant.services.recognise import side_of

ASKING = (Stage.SEEKER, Stage.PROVIDER)
REFUSALS = (Label.NO, Label.ALREADY_SOLVED, Label.STOP)
_PUTS_ASIDE = (EventKind.DEFERRED, EventKind.RESUMED, EventKind.PROVIDER_DEFERRED)
_ABOUT_A_PROVIDER = (State.OFFERED, State.AGREED)
_ENDS = (EventKind.DISMISSED, EventKind.HELP_DECLINED, EventKind.CANCELLED)


def act(answers: Answers, reply: Reply) -> bool:
    """Move the introduction on by a reply that is clear; gives whether that changed anything.

    Raises TransitionError and ConsentError where it cannot move so.
    """
    store = answers.introduce.store
    introduction, draft = store.get(Introduction, reply.introduction_id), store.get(Draft, reply.draft_id)
    if introduction is None or draft is None:
        raise TransitionError("its introduction is gone")
    if reply.label is Label.STOP:
        return _never_again(answers, introduction, draft, reply)
    if reply.label is Label.AUTO:
        return _waited_for(answers, introduction, reply.until)
    if reply.stage in ASKING:
        return _answered(answers, introduction, draft, reply)
    return _told(answers, introduction, reply)


def _answered(answers: Answers, introduction: Introduction, draft: Draft, reply: Reply) -> bool:
    """An answer counts for what was asked, and about whom: a yes to help is no yes to a provider."""
    is_provider, card = reply.side is Side.PROVIDER, draft.provider_id
    if not is_provider and not card and introduction.state in _ABOUT_A_PROVIDER:
        raise TransitionError("it answers whether they want help, and that is not what is asked now")
    if reply.label is Label.YES:
        if any(event.kind in _PUTS_ASIDE and event.at >= reply.at for event in introduction.events):
            raise TransitionError("they said so before it was put off: it is asked again")
        answers.record(introduction, reply.side, Answer.YES, _words(reply), provider_id=card)
    elif reply.label in REFUSALS:
        answers.record(introduction, reply.side, Answer.NO, _words(reply), provider_id=card)
    elif reply.label is not Label.LATER:
        raise TransitionError(f"'{reply.label}' is no answer to what was asked")
    elif is_provider != (introduction.state is State.PROVIDER_ASKED) or card not in ("", introduction.provider_id):
        raise TransitionError("it is somebody else who is asked now")
    elif reply.until and reply.until > answers.introduce.drafting.clock().date():
        answers.put_off(introduction, reply.side, reply.until, note=reply.quote)
    else:  # without a day it closes gently: nobody is pressed for one
        answers.happened(introduction, EventKind.LAPSED, note=reply.quote)
    return True


def _told(answers: Answers, introduction: Introduction, reply: Reply) -> bool:
    """What was told after the joint message: nobody had been asked for leave."""
    steps = {
        Label.THANKS: (EventKind.CONNECTED,),
        Label.MET: (EventKind.MET,),
        Label.WON: (EventKind.MET, EventKind.WON),
        Label.LOST: (EventKind.NOT_NOW,),
    }
    if reply.label is Label.LATER and reply.until:
        return _waited_for(answers, introduction, reply.until)
    if reply.label not in steps:
        raise TransitionError(f"'{reply.label}' says nothing of how it went")
    for kind in steps[reply.label]:
        if introduction.allows(kind):
            introduction = answers.happened(introduction, kind, note=reply.quote)
    return True


def _waited_for(answers: Answers, introduction: Introduction, until: date | None) -> bool:
    if until is None or until <= answers.introduce.drafting.clock().date() or not introduction.is_open:
        return False
    answers.away(introduction, until)
    return True


def _never_again(answers: Answers, introduction: Introduction, draft: Draft, reply: Reply) -> bool:
    """Keep that whoever was written to is not to be asked any more, and end what is under way with them."""
    store = answers.introduce.store
    person = side_of(store, introduction, reply.side, draft.provider_id)
    if person is None:
        raise TransitionError("nobody is known whom it could be about")
    store.put(replace(person, preferences=replace(person.preferences, never_ask=True)))
    for matter in list(store.find(Introduction, seeker_id=person.id)):
        kind = next((kind for kind in _ENDS if matter.allows(kind)), None)
        if kind is EventKind.HELP_DECLINED:
            answers.record(matter, Side.SEEKER, Answer.NO, _words(reply), provider_id="")
        elif kind:
            answers.happened(matter, kind, note=reply.quote)
    for card in list(store.find(Provider, person_id=person.id)):
        for matter in list(store.find(Introduction, provider_id=card.id)):
            if matter.allows(EventKind.PROVIDER_DECLINED):
                answers.record(matter, Side.PROVIDER, Answer.NO, _words(reply), provider_id=card.id)
    return True


def _words(reply: Reply) -> Words:
    return Words(quote=reply.quote, message_id=reply.message_id, confidence=reply.confidence)
