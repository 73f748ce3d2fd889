from __future__ import annotations

import pytest

from nlp import Medium, Text, Who
from nlp.bulk import bulk_reason


def mail(*headers: tuple[str, str], body: str = "Hello there.", address: str = "ann@acme.example") -> Text:
    return Text(body=body, medium=Medium.EMAIL, headers=headers, author=Who(address=address))


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (("list-unsubscribe", "<mailto:x@y.example>"), "newsletter: it has a List-Unsubscribe header"),
        (("precedence", "bulk"), "bulk mail: its Precedence is bulk"),
        (("auto-submitted", "auto-generated"), "automatic mail: it has an Auto-Submitted header"),
        (("x-spam-flag", "YES"), "spam: the mail server marked it"),
    ],
)
def test_headers_name_the_reason(header: tuple[str, str], reason: str) -> None:
    assert bulk_reason(mail(header)) == reason


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("auto-submitted", "no"),),
        (("list-id", "<growers.example>"),),
        (
            ("list-id", "<g.example>"),
            ("list-post", "<mailto:g@l.example>"),
            ("list-unsubscribe", "<mailto:u@l.example>"),
        ),
    ],
)
def test_personal_mail_is_read_also_through_a_list(headers: tuple[tuple[str, str], ...]) -> None:
    assert bulk_reason(mail(*headers)) == ""


def test_senders_who_read_no_replies() -> None:
    assert "no-reply@bank.example" in bulk_reason(mail(address="no-reply@bank.example"))
    assert bulk_reason(mail(address="norepley.jones@bank.example")) == ""


def test_one_unsubscribe_word_is_not_enough() -> None:
    assert bulk_reason(mail(body="How do I unsubscribe from their list?")) == ""
    assert bulk_reason(mail(body="Book a demo today! Free trial. Unsubscribe here.")).startswith("newsletter")


def test_only_mail_can_be_bulk() -> None:
    assert bulk_reason(Text(body="Unsubscribe. Click here. Free trial.", medium=Medium.NOTE)) == ""
