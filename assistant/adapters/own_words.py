"""What the writer of a mail says now, by the zones of `nlp`, and the days that people name."""

import re
from datetime import date

import nlp
from assistant.domain.documents import Content
from nlp.replies.until import until_of
from nlp.zones import Line, Zone, zone_lines

LIMIT = 20_000  # characters of a mail that are looked at
_UNTIL = re.compile(r"^(?:un)?til+\s+|^(?:to|by)\s+", re.I)  # "later until Monday": on Monday it comes back


class ZonedWords:
    """An `OwnWords` over the rules of `nlp`; no model is loaded."""

    def of(self, content: Content) -> str:
        """The lines that its author has written, without the quoted mail, the signature and what a program adds."""
        document = content.document
        text = nlp.Text(
            body=content.text,
            medium=nlp.Medium.EMAIL,
            title=document.title,
            author=nlp.Who(name=document.author.name, address=document.author.address),
            headers=content.headers,
            when=document.when,
        )
        lines = [line for line in zone_lines(text, LIMIT) if line.author is None]
        for zones in ((Zone.NEW, Zone.LAYOUT), (Zone.SIGNATURE,)):  # an answer of one word may pass for a signature
            if words := _joined(content.text, [line for line in lines if line.zone in zones]):
                return words
        return ""

    def day(self, words: str, today: date) -> date | None:
        """The first day on which to ask again by words such as "next week", said today; None where none is named."""
        return until_of(_UNTIL.sub("", words.strip()), today)


def _joined(body: str, lines: list[Line]) -> str:
    return "\n".join(body[line.start : line.end] for line in lines).strip()
