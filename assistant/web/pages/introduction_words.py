"""How introductions are said on a page: where they stand, what happened, what can be done about it."""

from assistant.domain.clocks import Due
from assistant.domain.consents import Answer, Side
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.services.board import Turn

E, S = EventKind, State

COLUMNS = (
    ("Asked", (S.NOTICED, S.ASKED)),
    ("Looking", (S.WANTED, S.PARKED)),
    ("Provider asked", (S.PROVIDER_ASKED,)),
    ("Agreeing", (S.AVAILABLE, S.OFFERED, S.AGREED)),
    ("Introduced", (S.INTRODUCED, S.CONNECTED, S.MET, S.WON, S.NOT_NOW)),
)
ASIDE = (("Put off", (S.DEFERRED,)), ("Ended", (S.THANKED, S.RESTED, S.LAPSED, S.DECLINED, S.DISMISSED, S.CANCELLED)))
"""What stands below the columns, folded."""

TURNS = {Turn.YOURS: "Your turn", Turn.THEIRS: "Their turn", Turn.NOBODYS: ""}
COMES = {
    Due.REMIND: "a reminder is drafted",
    Due.LAPSE: "it ends for want of an answer",
    Due.RESUME: "it comes back",
    Due.ASK_OUTCOME: "“did you meet?” is drafted",
    Due.CLOSE: "it is let rest",
}
HAPPENED = {
    E.SEEKER_ASKED: "{seeker} was asked whether help is wanted",
    E.HELP_WANTED: "{seeker} would like help",
    E.HELP_DECLINED: "{seeker} wants no help",
    E.PARKED: "Nobody in the bullpen fitted: it waits until somebody does",
    E.WOKEN: "Somebody fits by now",
    E.DEFERRED: "{seeker} wants to be asked later",
    E.RESUMED: "Taken up again",
    E.PROVIDER_ASKED: "{provider} was asked whether they may be suggested",
    E.PROVIDER_AGREED: "{provider} is willing",
    E.PROVIDER_DECLINED: "{provider} said no",
    E.PROVIDER_LAPSED: "{provider} did not answer",
    E.PROVIDER_DEFERRED: "{provider} wants to be asked later",
    E.PROVIDER_WITHDREW: "{provider} said no after all",
    E.PROVIDER_OFFERED: "{provider} was named to {seeker}",
    E.OFFER_ACCEPTED: "{seeker} would like to meet {provider}",
    E.OFFER_DECLINED: "{seeker} would rather not meet {provider}",
    E.INTRODUCED: "{seeker} and {provider} were introduced to each other",
    E.CONNECTED: "They are in touch",
    E.MET: "They have talked",
    E.WON: "It helped",
    E.NOT_NOW: "Nothing came of it for now",
    E.THANKED: "Thanks went out",
    E.REMINDED: "A reminder went out",
    E.AWAY: "Whoever is to answer is away",
    E.TOLD_SOFTLY: "Told gently that nothing comes of it for now",
    E.OUTCOME_ASKED: "Asked whether they met, and whether it helped",
    E.HANDED_OFF: "A colleague was asked instead",
    E.LOOP_CLOSED: "Whoever told you was told how it ended",
    E.LAPSED: "No answer came",
    E.RESTED: "Left to rest",
    E.DISMISSED: "You left it alone",
    E.CANCELLED: "You ended it",
}
FACTS = {
    E.CONNECTED: "They are in touch",
    E.MET: "They have talked",
    E.WON: "It helped",
    E.NOT_NOW: "Nothing came of it",
    E.RESTED: "Let it rest",
    E.LAPSED: "No answer came",
    E.CANCELLED: "End it",
}
ENDS = (E.RESTED, E.LAPSED, E.CANCELLED)


def happened(event: Event, seeker: str, provider: str) -> str:
    """One thing that happened, as a sentence without its full stop."""
    return HAPPENED[event.kind].format(seeker=seeker, provider=provider or "the provider")


def answer_words(introduction: Introduction, side: Side, answer: Answer, name: str) -> str:
    """What a button says that records an answer."""
    yes, no = f"{name} said yes", f"{name} said no"
    if side is Side.SEEKER and introduction.state in (S.WANTED, S.PARKED, S.DEFERRED, S.LAPSED):
        yes, no = f"{name} would like help now", f"{name} needs no help any more"
    if introduction.state in (S.AVAILABLE, S.AGREED) or (side is Side.PROVIDER and introduction.state is S.OFFERED):
        no = f"{name} said no after all"
    return yes if answer is Answer.YES else no
