"""Whether a mail was sent to many or by a machine, and the reason in words.

Signs add up, since hardly one of them proves it: people write to lists that add List-Unsubscribe, and speak of
unsubscribing. Sources of the header signs: RFC 2369, RFC 2919, RFC 3834, RFC 8058 and what large senders add.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nlp.cues import Cue, find_cues, fold
from nlp.text import Medium, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Sign:
    """One thing that speaks for bulk or automatic mail: what it would be, how much it counts, and what was seen."""

    what: str
    weight: int
    seen: str


ENOUGH = 3
HEAD, TAIL = 3000, 4000  # characters of a body that are looked at
WORDS_A_LINK = 25
NEWSLETTER, AUTOMATIC, SALES = "newsletter", "automatic mail", "sales mail"
AWAY, BOUNCE, RECEIPT = "automatic reply", "delivery report", "receipt or notice"

NO_REPLY = re.compile(
    r"(?:[\w.+-]*\b)?(?:no-?_?\.?reply|do-?_?not-?_?reply|ne-?pas-?repondre|no-?responder|nicht-?antworten)"
    r"|(?:bounces?|mailer-daemon|postmaster|notifications?|notify|alerts?|news(?:letters?)?|marketing|"
    r"receipts?|automated|auto-?confirm|digest|updates|calendar-notification|calendar-server)(?:[+._-][^@]*)?@"
    r"|[^@]+@(?:bounces?|e?mail(?:er|ing)?|news|newsletter|notifications?|calendar)\.[\w-]+\.\w",
    re.I,
)
BOUNCED = re.compile(r"(?:mailer-daemon|postmaster)@", re.I)
AWAY_TITLE = re.compile(
    r"(?:automatic reply|auto(?:matic)?[ -]?(?:response|reply)|autoreply|out of (?:the )?office|ooo\b|away from|"
    r"on (?:annual )?leave\b|automatische antwort|abwesenheit\w*|abwesend|réponse automatique|absence du bureau|"
    r"respuesta automática|fuera de la oficina|risposta automatica|fuori sede|automatisch antwoord|afwezig\w*|"
    r"resposta automática|ausência|autosvar|automatiskt svar|odpowiedź automatyczna)",
    re.I,
)
BOUNCE_TITLE = re.compile(
    r"(?:undeliver\w*|undelivered|delivery status notification|mail delivery (?:failed|failure|subsystem)|"
    r"delivery (?:failure|has failed|delayed)|returned mail|failure notice|message (?:delayed|not delivered)|"
    r"unzustellbar|nicht zustellbar|non remis|no se puede entregar|non recapitabile|onbestelbaar|não entregue|"
    r"(?:read|gelesen|lu|leído|letto|gelezen|lido):)",
    re.I,
)
DISCUSSION = ("list-post", "mailing-list", "list-subscribe", "list-archive", "x-mailman-version", "x-google-group-id")
CAMPAIGN = (
    "x-campaign", "x-campaignid", "x-campaign-id", "x-mailer-campaign", "x-mc-user", "x-mailgun-sid", "x-sg-eid",
    "x-mandrill-user", "x-mailjet-campaign", "x-hubspot-mta-id", "x-sfmc-stack", "x-mkt-campaign", "x-marketoid",
    "x-klaviyo-message-id", "x-cm-campaign", "x-acelle-campaign", "x-csa-complaints", "x-sib-id",
)  # fmt: skip
EARLIER = re.compile(
    r"\n(?:>|begin forwarded|[-_*‐]{2,}[ ]?(?:original|forwarded|weitergeleitet|ursprüng|message (?:transf|d')|mensaje|"
    r"messaggio|mensagem|doorgestuurd|oorspronkelijk)"
    r"|[ *]{0,3}(?:from|von|de|da|van)[ ]?:[^\n]{1,200}\n[ *]{0,3}(?:sent|date|to|gesendet|datum|envoyé|enviado|fecha|"
    r"inviato|data|verzonden|an|à|para|a|aan)[ ]?:)",
    re.I,
)
LINK = re.compile(r"https?://[^\s<>)\]]{4,}")
TRACKED = re.compile(
    r"utm_|[?&](?:mc_eid|trk|cid|eid)=|/(?:click|track|ls/click|wf/click|c/|unsub)"
    r"|//(?:click|links?|track|trk|email|e)\.",
    re.I,
)


def bulk_reason(text: Text) -> str:
    """Why an e-mail is bulk or automatic, for example "newsletter: it has a List-Unsubscribe header"; else ""."""
    if text.medium is not Medium.EMAIL:
        return ""
    headers = {name: value.strip().lower() for name, value in reversed(text.headers)}
    signs = sorted(
        (*_by_headers(headers), *_by_sender(text, headers), *_by_title(text), *_by_words(text)),
        key=lambda sign: -sign.weight,
    )
    total, seen = 0, []
    for sign in signs:
        total += sign.weight
        seen.append(sign.seen)
        if total - _personal(headers, text) >= ENOUGH:
            return f"{signs[0].what}: {' and '.join(seen)}"
    return ""


def _personal(headers: Mapping[str, str], text: Text) -> int:
    """What speaks for a person: an answer, or words through a list where people talk to each other."""
    answers = ("in-reply-to" in headers or "references" in headers) and not AWAY_TITLE.match(text.title)
    return 2 * any(name in headers for name in DISCUSSION) + answers


def _by_headers(headers: Mapping[str, str]) -> Iterator[Sign]:
    if (automatic := headers.get("auto-submitted", "no")) != "no":
        yield Sign(what=AWAY if "replied" in automatic else AUTOMATIC, weight=4, seen="it has an Auto-Submitted header")
    if {"x-autoreply", "x-autorespond", "x-autoresponder"} & headers.keys():
        yield Sign(what=AWAY, weight=4, seen="its header calls it an automatic reply")
    if headers.get("x-auto-response-suppress") == "all":
        yield Sign(what=AUTOMATIC, weight=2, seen="it has an X-Auto-Response-Suppress header")
    if "multipart/report" in headers.get("content-type", ""):
        yield Sign(what=BOUNCE, weight=4, seen="its content is a report")
    if headers.get("return-path") == "<>":
        yield Sign(what=AUTOMATIC, weight=2, seen="its Return-Path is empty")
    talk = any(name in headers for name in DISCUSSION)
    if "list-unsubscribe" in headers:
        yield Sign(what=NEWSLETTER, weight=1 if talk else 3, seen="it has a List-Unsubscribe header")
    if "list-unsubscribe-post" in headers:
        yield Sign(what=NEWSLETTER, weight=1 if talk else 2, seen="it can be unsubscribed from with one click")
    precedence = headers.get("precedence", "")
    if precedence in {"bulk", "junk", "auto_reply"} or (precedence == "list" and not talk):
        yield Sign(what="bulk mail", weight=1 if talk else 3, seen=f"its Precedence is {precedence}")
    if campaign := next((name for name in CAMPAIGN if name in headers), ""):
        yield Sign(what=NEWSLETTER, weight=3, seen=f"it has a campaign header ({campaign})")
    if "feedback-id" in headers:
        yield Sign(what=NEWSLETTER, weight=2, seen="it has a Feedback-ID header")
    if headers.get("x-spam-flag") == "yes":
        yield Sign(what="spam", weight=4, seen="the mail server marked it")


def _by_sender(text: Text, headers: Mapping[str, str]) -> Iterator[Sign]:
    if BOUNCED.match(text.author.address):
        yield Sign(what=BOUNCE, weight=4, seen=f"it comes from {text.author.address}")
    elif NO_REPLY.match(text.author.address):
        yield Sign(what=AUTOMATIC, weight=4, seen=f"nobody reads replies to {text.author.address}")
    elif "calendar-notification@" in headers.get("sender", ""):
        yield Sign(what=AUTOMATIC, weight=4, seen="a calendar sent it")
    elif NO_REPLY.search(headers.get("reply-to", "").rpartition("<")[2]):
        yield Sign(what=AUTOMATIC, weight=3, seen="nobody reads replies to it")


def _by_title(text: Text) -> Iterator[Sign]:
    title = text.title.strip()
    if AWAY_TITLE.match(title):
        yield Sign(what=AWAY, weight=3, seen=f'its subject is "{title[:60]}"')
    elif BOUNCE_TITLE.match(title):
        yield Sign(what=BOUNCE, weight=2, seen=f'its subject is "{title[:60]}"')


def _by_words(text: Text) -> Iterator[Sign]:
    """What the words alone tell, so that mail whose headers are lost is known too."""
    body = text.body if len(text.body) < HEAD + TAIL else f"{text.body[:HEAD]}\n{text.body[-TAIL:]}"
    cut = EARLIER.search(body)
    own = body[: cut.start()] if cut else body  # what others wrote says nothing about this mail
    found: dict[str, dict[str, int]] = {kind: {} for kind, _, _ in KINDS}
    for start, cue in find_cues(fold(own)):
        if cue.kind in found:
            found[cue.kind][cue.phrase] = _weight_in_place(own, start, cue)
    for kind, what, needed in KINDS:
        phrases = Counter(found[kind])
        if (total := phrases.total()) >= needed:
            words = " and ".join(f'"{phrase}"' for phrase, _ in phrases.most_common(2))
            yield Sign(what=what, weight=min(4, total), seen=f"it says {words}")
    links = LINK.findall(own)
    tracked = sum(bool(TRACKED.search(link)) for link in links)
    if tracked >= 2 or (len(links) >= 5 and len(own.split()) < WORDS_A_LINK * len(links)):
        yield Sign(what=NEWSLETTER, weight=2, seen=f"it has {len(links)} links")


KINDS = (
    ("bulk", NEWSLETTER, 1),
    ("selling", SALES, 1),
    ("automatic", AUTOMATIC, 3),
    ("receipt", RECEIPT, 3),
    ("away", AWAY, 3),
    ("undelivered", BOUNCE, 2),
)


def _weight_in_place(body: str, start: int, cue: Cue) -> int:
    """A notice that a mail is automatic stands where a sentence starts; elsewhere somebody speaks of one."""
    before = body[max(0, start - 20) : start].rstrip(" *_<([")
    opens = not before or before[-1] in "\n.!?:;-–—|="
    return cue.weight if opens or cue.kind != "automatic" else 1
