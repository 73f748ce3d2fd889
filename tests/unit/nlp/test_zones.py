from __future__ import annotations

import pytest

from nlp import Medium, Text
from nlp.zones import Zone, zone_lines


def zones(body: str, title: str = "", medium: Medium = Medium.EMAIL) -> dict[str, Zone]:
    text = Text(body=body, title=title, medium=medium)
    return {body[line.start : line.end]: line.zone for line in zone_lines(text, 100_000)}


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, 3 Mar 2025 at 10:12, Ann Lee <ann@acme.example> wrote:",
        "Am 03.03.2025 um 10:12 schrieb Ann Lee:",
        "Le lun. 3 mars 2025 à 10:12, Ann Lee <ann@acme.example> a écrit :",
        "El lun, 3 mar 2025 a las 10:12, Ann Lee escribió:",
        "-----Original Message-----",
    ],
)
def test_everything_below_an_attribution_is_quoted(attribution: str) -> None:
    found = zones(f"Fine with me.\n\n{attribution}\nOur boiler is broken.\n")
    assert found["Fine with me."] is Zone.NEW
    assert found["Our boiler is broken."] is Zone.QUOTED


def test_outlook_header_block_starts_a_quote() -> None:
    found = zones("Yes.\n\nFrom: Ann Lee\nSent: Monday\nTo: Me\nSubject: Boiler\n\nIt is broken.")
    assert (found["Yes."], found["It is broken."]) == (Zone.NEW, Zone.QUOTED)


def test_a_sentence_that_starts_with_from_is_no_header() -> None:
    assert zones("From: the yard we hear nothing.\nTwo men left.")["Two men left."] is Zone.NEW


def test_interleaved_replies_stay_new() -> None:
    body = "On Mon, Ann Lee <a@b.example> wrote:\n> Is the roof done?\nNo, the roofer left.\n> And the gate?\nFixed."
    found = zones(body)
    assert found["No, the roofer left."] is Zone.NEW
    assert found["Fixed."] is Zone.NEW
    assert found["> And the gate?"] is Zone.QUOTED


def test_a_bare_forward_keeps_its_inner_message_and_author() -> None:
    body = (
        "Fw: boiler\n\nFYI\n\nFrom: Ann Lee <Ann@Acme.example>\nSent: Monday\nTo: Tom\n"
        "Subject: boiler\n\nOur boiler died."
    )
    text = Text(body=body, title="Fw: boiler", medium=Medium.EMAIL)
    line = next(line for line in zone_lines(text, 10_000) if body[line.start : line.end] == "Our boiler died.")
    assert line.zone is Zone.NEW
    assert line.author is not None
    assert (line.author.name, line.author.address) == ("Ann Lee", "ann@acme.example")


def test_a_forward_with_a_message_of_its_own_is_quoted() -> None:
    body = (
        "Fw: boiler\n\nPlease pay the invoice below by Friday, Tom has signed it off already.\n\n"
        "---------- Forwarded message ---------\nFrom: Ann <a@b.example>\nDate: Monday\n"
        "Subject: x\nTo: y\n\nOur boiler died."
    )
    assert zones(body, title="Fw: boiler")["Our boiler died."] is Zone.QUOTED


def test_signature_ends_at_a_postscript() -> None:
    found = zones("All well.\n\nKind regards,\nAnn Lee\nAcme Ltd, 020 7946 0000\n\nPS do you know a roofer?")
    assert found["Ann Lee"] is Zone.SIGNATURE
    assert found["Acme Ltd, 020 7946 0000"] is Zone.SIGNATURE
    assert found["PS do you know a roofer?"] is Zone.NEW


def test_disclaimer_and_device_lines() -> None:
    footer = (
        "This e-mail is confidential and intended only for the named recipient; delete all copies if it is not you."
    )
    found = zones(f"Hello.\n{footer}\nSent from my phone")
    assert found[footer] is Zone.DISCLAIMER
    assert found["Sent from my phone"] is Zone.SIGNATURE


def test_conferencing_text_of_a_calendar_entry_is_boilerplate() -> None:
    body = "Review\n\nBring the plans.\nJoin Zoom Meeting\nhttps://example.zoom.us/j/1\nMeeting ID: 123\n"
    found = zones(body, title="Review", medium=Medium.CALENDAR)
    assert found["Review"] is Zone.TITLE
    assert found["Bring the plans."] is Zone.NEW
    assert found["https://example.zoom.us/j/1"] is Zone.BOILERPLATE


def test_an_angle_bracket_is_a_bullet_in_a_note() -> None:
    assert zones("> Ann needs a plumber", medium=Medium.NOTE)["> Ann needs a plumber"] is Zone.NEW
