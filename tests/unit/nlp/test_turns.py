from __future__ import annotations

from nlp import Medium, Text, Who
from nlp.turns import Stretch, split_turns
from nlp.zones import zone_lines

GT = Who(name="Gwen Tate", address="gwen@tate.example")


def stretches(text: Text) -> dict[str, Stretch]:
    return {text.body[part.start : part.end].strip(): part for part in split_turns(text, zone_lines(text, 100_000))}


def test_labelled_turns_and_their_wrapped_lines() -> None:
    text = Text(body="Ann: the roof leaks\nagain.\nTom: Oh no.\n", medium=Medium.TRANSCRIPT, user=("Tom",))
    found = stretches(text)
    assert found["the roof leaks\nagain."].speaker == Who(name="Ann")
    assert found["Oh no."].by_user


def test_headers_with_a_time() -> None:
    found = stretches(Text(body="Ann Lee  0:31\nThe roof leaks.\n\nTom Ray  1:02\nOh no.\n", medium=Medium.TRANSCRIPT))
    assert found["The roof leaks."].speaker == Who(name="Ann Lee")
    assert found["Oh no."].speaker == Who(name="Tom Ray")


def test_a_colon_in_speech_is_no_speaker() -> None:
    text = Text(body="Ann: Here is it.\nThe problem is: nobody came.\n", medium=Medium.TRANSCRIPT)
    assert next(iter(stretches(text).values())).speaker == Who(name="Ann")
    assert len(stretches(text)) == 1


def test_initials_of_a_note_become_the_attendee() -> None:
    text = Text(body="Site visit\nGT: roof leaks\n- new gate", medium=Medium.NOTE, listeners=(GT,), user=("Tom Ray",))
    assert stretches(text)["roof leaks"].about == GT


def test_people_listed_as_present_are_known() -> None:
    text = Text(body="Board\nPresent: Ann Lee, Bo Nyman\nAnn: till is broken", medium=Medium.NOTE, user=("Tom Ray",))
    assert stretches(text)["till is broken"].about == Who(name="Ann Lee")


def test_a_heading_names_whom_the_bullets_are_about() -> None:
    text = Text(body="Trip\n\n## Ann Lee\n- wants a van\n\n## Tom Ray\n- mine", medium=Medium.NOTE, user=("Tom Ray",))
    found = stretches(text)
    assert found["wants a van"].about == Who(name="Ann Lee")
    assert not found["mine"].about


def test_the_organiser_speaks_in_a_calendar() -> None:
    found = stretches(Text(body="Lunch\n\nMy van died.", title="Lunch", medium=Medium.CALENDAR, author=GT))
    assert found["My van died."].speaker == GT
