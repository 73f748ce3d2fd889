"""How what was understood of replies compares with what people say of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain.replies import Label, Stage, Understood
from assistant.domain.shares import share


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledReply:
    """An answer as a person labelled it.

    `accepted` is every label that counts as right, `days` the first and last day that do, where not only `until` does.
    Without `asked` the question is sought in what the mail quotes.
    """

    name: str
    stage: Stage
    label: Label
    accepted: frozenset[Label]
    asked: str = ""
    until: date | None = None
    days: tuple[date, date] | None = None
    hand_off: str = ""

    def is_label(self, understood: Understood) -> bool:
        """Whether the label is right."""
        return understood.label in self.accepted

    def is_until(self, understood: Understood) -> bool:
        """Whether the day is right; True where none is labelled and none was given."""
        given = understood.until
        return given == self.until or bool(self.days and given and self.days[0] <= given <= self.days[1])

    def is_hand_off(self, understood: Understood) -> bool:
        """Whether who should be asked instead is right: one of both contains the other."""
        given, wanted = understood.hand_off.lower(), self.hand_off.lower()
        return bool(given) and (given in wanted or wanted in given)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyFigures:
    """What came out. `dated` and `handed` count the answers with a day and with somebody else to ask.

    `confusion` counts pairs of what a label says and what was understood, `wrong_yes` the labels of what was wrongly
    taken for a yes.
    """

    replies: int
    right: int
    yeses: int
    yeses_given: int
    wrong_yes: Mapping[Label, int]
    dated: int
    dated_right: int
    handed: int
    handed_right: int
    confusion: Mapping[tuple[Label, Label], int]

    @property
    def accuracy(self) -> float:
        """The share of answers whose label is right, 0 to 1."""
        return share(self.right, self.replies)

    @property
    def until_accuracy(self) -> float:
        """The share of answers with a day whose day is right, 0 to 1."""
        return share(self.dated_right, self.dated)

    @property
    def hand_off_accuracy(self) -> float:
        """The share of hand-offs of which it is known to whom, 0 to 1."""
        return share(self.handed_right, self.handed)


def reply_figures(replies: Sequence[LabelledReply], understood: Mapping[str, Understood]) -> ReplyFigures:
    """Compare what was understood, by the answer's name, with the labels."""
    pairs = [(reply, understood[reply.name]) for reply in replies]
    dated = [(reply, given) for reply, given in pairs if reply.until]
    handed = [(reply, given) for reply, given in pairs if reply.hand_off]
    return ReplyFigures(
        replies=len(pairs),
        right=sum(reply.is_label(given) for reply, given in pairs),
        yeses=sum(reply.label is Label.YES for reply in replies),
        yeses_given=sum(reply.label is given.label is Label.YES for reply, given in pairs),
        wrong_yes=Counter(
            reply.label for reply, given in pairs if given.label is Label.YES and not reply.is_label(given)
        ),
        dated=len(dated),
        dated_right=sum(reply.is_until(given) for reply, given in dated),
        handed=len(handed),
        handed_right=sum(reply.is_hand_off(given) for reply, given in handed),
        confusion=Counter((reply.label, given.label) for reply, given in pairs),
    )
