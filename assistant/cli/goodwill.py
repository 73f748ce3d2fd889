"""`goodwill`: what others did for the user, and the user for them; whom to thank and to tell."""

from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.people import Who, person_called
from assistant.cli.session import assistant_of
from assistant.domain.goodwill import Entry
from assistant.domain.people import Participant, Person
from assistant.domain.referrals import COUNTED, Direction, Referral, ReferralState
from assistant.errors import NotFoundError, UserError
from assistant.services import identify, referrals
from assistant.services.goodwill import SAID, Next, Waiting
from assistant.services.thanks import words_for
from assistant.services.why import look_up

app = typer.Typer(help="What was given and received, and whom to thank.", invoke_without_command=True)
Id = Annotated[str, typer.Argument(help="The id of a referral, or its beginning.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
LATEST = 20

TO_DO = {Next.THANK: "not thanked yet", Next.TELL: "not told what came of it", Next.DECIDE: "what came of it?"}


@app.callback()
def goodwill(context: typer.Context, json: Json = False) -> None:
    """What was seen in mail, what is unthanked or untold, who fell silent, and the latest of the ledger."""
    if context.invoked_subcommand:
        return
    listed(context, json=json)


@app.command("list")
def listed(context: typer.Context, json: Json = False) -> None:
    """The same."""
    assistant = assistant_of(context)
    practice = assistant.practice
    seen, waiting, entries = practice.goodwill.suggested(), practice.goodwill.waiting(), practice.goodwill.entries()
    quiet = practice.quiet_people.found()
    if json:
        show.as_json([{"seen": seen, "waiting": waiting, "quiet": quiet, "entries": entries}])
        return
    if seen:
        show.head("Seen in your mail: was somebody sent to you?")
    for each in seen:
        _line(each, "")
        show.hint(f"assistant goodwill yes {each.referral.id}, or no")
    for each in waiting:
        _line(each, f": {TO_DO[each.next]}" if each.next else "")
    if quiet:
        show.head("Gone quiet")
    for one in quiet:
        show.say(f"{one.person.id}  {one.person.name}: {one.why}")
    if entries:
        show.head("Given and received")
    for entry in entries[:LATEST]:
        _entry(assistant, entry)
    if not (seen or waiting or entries):
        show.say('Nothing is noted yet. Somebody was sent to you? assistant goodwill note "WHO" --from "WHO SENT THEM"')


@app.command("show")
def show_person(context: typer.Context, who: Who, json: Json = False) -> None:
    """What was given to somebody and received from them, where they stand, and words of thanks."""
    assistant = assistant_of(context)
    person = person_called(assistant, who)
    entries, placed = assistant.practice.goodwill.of(person), assistant.practice.advocates.of(person)
    if json:
        show.as_json([{"person": person, "entries": entries, "standing": placed.standing, "next": placed.next}])
        return
    for entry in entries:
        _entry(assistant, entry)
    if not entries:
        show.say(f"Nothing is noted between you and {person.name} yet.")
    for sign in placed.standing.signs:
        show.say(show.wrapped(f"{sign.rung}: {sign.words}"))
    if placed.next:
        show.say(show.wrapped(placed.next))
    user = assistant.config.user
    for each in referrals.received(assistant.store, person):
        sent = assistant.store.get(Person, each.who_id)
        if sent and assistant.practice.goodwill.next_of(each) in (Next.THANK, Next.TELL):
            words = words_for(each, person, sent, signature=user.signature or user.name)
            show.head(f"Words for {each.id}")
            show.say(words.how) if words.how else None
            show.say(words.text)


@app.command()
def note(
    context: typer.Context,
    who: Annotated[str, typer.Argument(help="Who came: a name or an address.")],
    sender: Annotated[str, typer.Option("--from", help="Who sent them: an id, an address or a name.")] = "",
    online: Annotated[bool, typer.Option("--online", help="They found you online.")] = False,
    words: Annotated[str, typer.Option("--for", help="What for, in a few words.")] = "",
) -> None:
    """Note by hand that somebody was sent to you."""
    assistant = assistant_of(context)
    if sender and online:
        raise UserError("they came online, or somebody sent them", hint="leave one of the two out")
    with assistant.store.transaction():
        called = Participant(address=who) if "@" in who else Participant(name=who)
        known = look_up(assistant.store, Person, who) if who.startswith("who-") else None
        person = known or identify.identify(assistant.store, called)
        by = person_called(assistant, sender) if sender else None
        at = assistant.clock()
        referral = referrals.note(assistant.store, person, at=at, sender=by, words=words, is_online=online)
    _line(assistant.practice.goodwill.about(referral), "")


@app.command()
def yes(context: typer.Context, id: Id) -> None:
    """Say that what was seen in mail is a referral."""
    _answered(context, id, ReferralState.OPEN)


@app.command()
def no(context: typer.Context, id: Id) -> None:
    """Say that it is none."""
    _answered(context, id, ReferralState.NONE)


@app.command()
def came(
    context: typer.Context,
    id: Id,
    won: Annotated[bool, typer.Option("--won/--lost", help="Whether it led to something.")],
    value: Annotated[int, typer.Option(min=0, help="What it brought, in whole units of your currency.")] = 0,
) -> None:
    """Say what came of a referral to you."""
    assistant = assistant_of(context)
    state = ReferralState.WON if won else ReferralState.LOST
    at = assistant.clock()
    referral = referrals.decide(assistant.store, _received(assistant, id), state, at=at, value=value)
    _line(assistant.practice.goodwill.about(referral), f": {state}")


@app.command()
def thank(context: typer.Context, id: Id, undo: Annotated[bool, typer.Option("--undo")] = False) -> None:
    """Say that whoever sent them was thanked."""
    assistant = assistant_of(context)
    at = None if undo else assistant.clock()
    referral = referrals.thank(assistant.store, _received(assistant, id), at=at)
    _line(assistant.practice.goodwill.about(referral), ": not thanked yet" if undo else ": thanked")


@app.command()
def close(context: typer.Context, id: Id, undo: Annotated[bool, typer.Option("--undo")] = False) -> None:
    """Say that whoever sent them was told what came of it."""
    assistant = assistant_of(context)
    at = None if undo else assistant.clock()
    referral = referrals.close_loop(assistant.store, _received(assistant, id), at=at)
    _line(assistant.practice.goodwill.about(referral), ": not told yet" if undo else ": told")


@app.command("take-back")
def take_back(context: typer.Context, id: Id) -> None:
    """Forget what was noted by hand, or be asked again about what was seen in mail."""
    assistant = assistant_of(context)
    referral = look_up(assistant.store, Referral, id)
    referrals.take_back(assistant.store, referral)
    show.say(f"{referral.id}: taken back.")


@app.command()
def asked(context: typer.Context, who: Who, undo: Annotated[bool, typer.Option("--undo")] = False) -> None:
    """Say that you asked somebody for something of your own, so that they are not asked again soon."""
    assistant = assistant_of(context)
    person, restraint = person_called(assistant, who), assistant.practice.restraint
    if not undo:
        restraint.asked(person)
        show.say(f"{person.id}  {person.name}: asked. Not again before a quarter is over.")
    elif restraint.not_asked(person):
        show.say(f"{person.id}  {person.name}: not asked.")
    else:
        raise UserError(f"{person.name} was not asked lately")


@app.command()
def look(context: typer.Context) -> None:
    """Look through the titles of mail that was read earlier."""
    practice = assistant_of(context).practice
    for referral in practice.received.look_back():
        _line(practice.goodwill.about(referral), "")
    show.hint("assistant goodwill")


@app.command()
def advocates(context: typer.Context, json: Json = False) -> None:
    """Who stands where, from knowing you to sending others, and what comes next."""
    placed = assistant_of(context).practice.advocates.nearest()
    if json:
        show.as_json([{"person": e.person, "standing": e.standing, "next": e.next} for e in placed])
        return
    for each in placed:
        show.say(f"{each.person.id}  {each.person.name}: {each.standing.rung}")
        show.say(show.wrapped(f"    {each.next}"))
    if not placed:
        show.say("Nobody stands on a rung yet: it fills with mail and meetings that are read.")


def _answered(context: typer.Context, id: str, state: ReferralState) -> None:
    assistant = assistant_of(context)
    before = look_up(assistant.store, Referral, id)
    if before.state in COUNTED:
        raise UserError("that is a referral already", hint=f"assistant goodwill take-back {before.id}")
    referral = referrals.decide(assistant.store, before, state, at=assistant.clock())
    _line(assistant.practice.goodwill.about(referral), ": noted" if state is ReferralState.OPEN else ": none")


def _received(assistant: Assistant, id: str) -> Referral:
    referral = look_up(assistant.store, Referral, id)
    if referral.direction is not Direction.RECEIVED:
        raise NotFoundError("that is no referral to you")
    if referral.state not in COUNTED:
        raise UserError("say first whether it is a referral", hint=f"assistant goodwill yes {referral.id}")
    return referral


def _line(each: Waiting, more: str) -> None:
    who, sender = (person.name if person else "somebody" for person in (each.who, each.sender))
    words = f"{sender} sent {who} to you" if each.referral.from_id else f"{who} came to you"
    show.say(f"{each.referral.id}  {words}, {show.day(each.referral.at)}{more}")


def _entry(assistant: Assistant, entry: Entry) -> None:
    person, other = (assistant.store.get(Person, each) if each else None for each in (entry.person_id, entry.other_id))
    named = f" {other.name}" if other else ""
    words = f": “{entry.words}”" if entry.words else ""
    who = person.name if person else "somebody"
    show.say(show.wrapped(f"{show.day(entry.at)}  {who}: {SAID[entry.way, entry.kind]}{named}{words}"))
