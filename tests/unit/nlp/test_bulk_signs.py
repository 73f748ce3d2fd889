"""Bulk and automatic mail by several signs, and people who only sound like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import Medium, Text, Who
from nlp.bulk import bulk_reason

PERSON = "Hi Tom,\n\nour roof leaks again and the roofer has retired. Do you know one?\n\nAnn"
LIST = (
    ("list-id", "<growers.lists.example>"),
    ("list-post", "<mailto:growers@lists.example>"),
    ("list-unsubscribe", "<mailto:growers-leave@lists.example>"),
)


def mail(body: str, *headers: tuple[str, str], title: str = "", address: str = "ann@acme.example") -> Text:
    return Text(
        body=f"{title}\n\n{body}", title=title, medium=Medium.EMAIL, headers=headers, author=Who(address=address)
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (mail(PERSON, ("list-unsubscribe", "<x>")), "newsletter: it has a List-Unsubscribe header"),
        (mail(PERSON, ("auto-submitted", "auto-replied")), "automatic reply: it has an Auto-Submitted header"),
        (mail(PERSON, ("x-autoreply", "yes")), "automatic reply: its header calls it an automatic reply"),
        (
            mail(PERSON, ("content-type", "multipart/report; report-type=delivery-status")),
            "delivery report: its content is a report",
        ),
        (
            mail(PERSON, ("x-auto-response-suppress", "All"), ("return-path", "<>")),
            "automatic mail: it has an X-Auto-Response-Suppress header and its Return-Path is empty",
        ),
        (
            mail("Our news. Unsubscribe.", ("feedback-id", "1:2:3:x")),
            'newsletter: it has a Feedback-ID header and it says "unsubscribe"',
        ),
        (mail(PERSON, ("sender", "calendar-notification@google.com")), "automatic mail: a calendar sent it"),
        (mail(PERSON, ("reply-to", "X <noreply@x.example>")), "automatic mail: nobody reads replies to it"),
        (
            mail("Your mail did not arrive.", address="mailer-daemon@x.example"),
            "delivery report: it comes from mailer-daemon@x.example",
        ),
        (
            mail("Gone fishing.", title="Automatic reply: Roof"),
            'automatic reply: its subject is "Automatic reply: Roof"',
        ),
        (
            mail("Bin im Urlaub.", title="Abwesenheitsnotiz: Dach"),
            'automatic reply: its subject is "Abwesenheitsnotiz: Dach"',
        ),
    ],
)
def test_what_a_mail_is_and_why(text: Text, reason: str) -> None:
    assert bulk_reason(text) == reason


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("View this email in your browser\n\nSpring roofs\n\nTo opt out, unsubscribe here.", "newsletter"),
        ("Spring roofs.\n\nYou are receiving this email because you bought from us. Unsubscribe", "newsletter"),
        ("Neues vom Dach.\n\nVom Newsletter abmelden | Abmelden", "newsletter"),
        ("Do your roofs leak? We help companies like yours. Book a free survey today, no obligation.", "sales mail"),
        ("Would you be open to a quick 15 minute call about your roofs?", "sales mail"),
        ("This is an automated message. Your ticket 4711 was opened.", "automatic mail"),
        ("Ticket 4711 was opened.\nPlease do not reply to this email.", "automatic mail"),
        ("Thank you for your order!\nOrder number: 4711\nOrder total: £12.00", "receipt or notice"),
        ("I am out of the office until Monday. For urgent matters please ring Cy.", "automatic reply"),
        ("Ich bin derzeit nicht im Hause. In dringenden Fällen hilft Herr Holt.", "automatic reply"),
        ("Je suis absente jusqu'au 3 mars. En cas d'urgence, appelez Cy.", "automatic reply"),
        ("Delivery has failed: user unknown. Diagnostic-Code: smtp; 550", "delivery report"),
        (
            "Deals\n" + "\n".join(f"Roof {n} https://click.x.example/c/{n}?utm_source=m" for n in range(6))
            + "\nAll rights reserved",
            "newsletter",
        ),
    ],
)  # fmt: skip
def test_words_alone_tell_where_the_headers_are_lost(body: str, what: str) -> None:
    assert bulk_reason(mail(body)).startswith(f"{what}: ")


@pytest.mark.parametrize(
    "text",
    [
        mail(PERSON),
        mail(PERSON, *LIST),
        mail(f"{PERSON}\n\nTo unsubscribe send a mail to growers-leave@lists.example", *LIST, ("precedence", "list")),
        mail(PERSON, *LIST, ("list-unsubscribe-post", "List-Unsubscribe=One-Click"), ("in-reply-to", "<1@x.example>")),
        mail(PERSON, ("auto-submitted", "no")),
        mail(PERSON, ("x-auto-response-suppress", "DR, OOF, AutoReply")),
        mail(PERSON, ("precedence", "normal")),
        mail("How do I unsubscribe from their newsletter? It drives me mad."),
        mail("I write to them and get nothing but 'this is an automated message' back. Whom could I ask?"),
        mail("I am out of the office on Monday, but my till is broken: do you know anybody?"),
        mail("Our free trial of the till is over and it does not work. Do you know anybody?"),
        mail("Your order number, please? Ours came without an invoice."),
        mail(f"Do you know a cheaper one?\n\n> {PERSON}\n> Unsubscribe here. Book a demo. Special offer, 20% off"),
        mail(
            "Is this any good, or do you know somebody better?\n\n---------- Forwarded message ---------\n"
            "From: Roofs <sales@roofs.example>\n\nBook a demo. Special offer, 20% off. Unsubscribe here."
        ),
        mail("Is this any good?\n\nFrom: Roofs <sales@roofs.example>\nSent: Monday\n\nBook a demo. Special offer!"),
    ],
)
def test_people_are_read(text: Text) -> None:
    assert bulk_reason(text) == ""


@given(
    body=st.text(max_size=300),
    title=st.text(max_size=30),
    address=st.text(max_size=20),
    headers=st.lists(
        st.tuples(
            st.sampled_from(["precedence", "auto-submitted", "reply-to", "return-path", "sender"]), st.text(max_size=9)
        )
    ),
)
def test_no_mail_raises(body: str, title: str, address: str, headers: list[tuple[str, str]]) -> None:
    reason = bulk_reason(mail(body, *headers, title=title, address=address))
    assert reason == "" or ": " in reason
