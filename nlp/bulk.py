"""Whether a mail was sent to many or by a machine, and the reason in words.

A `List-Id` alone is a discussion list, where people do ask for help, so it never decides by itself.
Sources of the header signals: RFC 2369, RFC 2919, RFC 3834 and what large senders add in practice.
"""

from __future__ import annotations

import re

from nlp.text import Medium, Text

NO_REPLY = re.compile(
    r"^(?:no-?_?\.?reply|do-?not-?reply|bounces?|mailer-daemon|postmaster|notifications?|alerts?|"
    r"news(?:letters?)?|marketing|"
    r"receipts?|automated|auto-?confirm|digest|updates)(?:[+._-][^@]*)?@",
    re.I,
)
CAMPAIGN_HEADERS = (
    "x-campaign",
    "x-campaignid",
    "x-mailgun-sid",
    "x-mc-user",
    "x-sg-eid",
    "x-mailer-campaign",
    "feedback-id",
)
FOOTER = re.compile(
    r"\bunsubscribe\b|\bopt[ -]out\b|manage (?:your )?(?:e-?mail |subscription |"
    r"notification )?preferences|update your preferences"
    r"|view (?:this (?:e-?mail|message) )?in (?:your|a) browser|you(?:'re|"
    r" are) receiving this (?:e-?mail|message|because)"
    r"|you received this (?:e-?mail|message) because|abmelden\b|se désabonner|this is an automat|"
    r"automatically generated"
    r"|do not reply to this|please do not reply",
    re.I,
)
SELLING = re.compile(
    r"\b(?:book (?:a|your) (?:free )?(?:demo|call|slot|consultation)|free trial|free (?:audit|demo|"
    r"consultation|quote|webinar)|case study"
    r"|limited[- ]time|\d+% off|our (?:platform|solution|clients see)|sign up (?:now|today)|"
    r"click here|learn more|15[- ]minutes? (?:call|of your time)"
    r"|special offer|register now|early bird|we help (?:companies|businesses|firms|teams)|reply (?:yes|stop|demo))\b",
    re.I,
)


def bulk_reason(text: Text) -> str:
    """Why an e-mail is bulk or automatic, for example "newsletter: it has a List-Unsubscribe header"; else ""."""
    if text.medium is not Medium.EMAIL:
        return ""
    return _by_headers(text) or _by_sender(text) or _by_content(text)


def _by_headers(text: Text) -> str:
    headers = {name: value.strip().lower() for name, value in reversed(text.headers)}
    if headers.get("auto-submitted", "no") != "no":
        return "automatic mail: it has an Auto-Submitted header"
    if headers.get("x-auto-response-suppress", "") == "all" and "in-reply-to" not in headers:
        return "automatic mail: it has an X-Auto-Response-Suppress header"
    if "x-autoreply" in headers or "x-autorespond" in headers:
        return "automatic mail: it is an automatic reply"
    if "list-unsubscribe-post" in headers or ("list-unsubscribe" in headers and "list-post" not in headers):
        return "newsletter: it has a List-Unsubscribe header"
    if headers.get("precedence", "") in {"bulk", "junk"} or (
        headers.get("precedence") == "list" and "list-post" not in headers
    ):
        return f"bulk mail: its Precedence is {headers['precedence']}"
    campaign = next((name for name in CAMPAIGN_HEADERS if name in headers), "")
    if campaign:
        return f"newsletter: it has a campaign header ({campaign})"
    if headers.get("x-spam-flag", "") == "yes":
        return "spam: the mail server marked it"
    return ""


def _by_sender(text: Text) -> str:
    if NO_REPLY.match(text.author.address):
        return f"automatic mail: nobody reads replies to {text.author.address}"
    return ""


def _by_content(text: Text) -> str:
    ends = text.body if len(text.body) < 5000 else text.body[:2000] + text.body[-3000:]
    footer = FOOTER.search(ends)
    selling = {found.group().lower() for found in SELLING.finditer(text.body[:20000])}
    if footer and (selling or len(FOOTER.findall(ends)) >= 2):
        return f'newsletter: it says "{footer.group()}"'
    if len(selling) >= 2:
        return "sales mail: it says " + " and ".join(f'"{words}"' for words in sorted(selling)[:2])
    return ""
