"""A whole pass, made of the assistant's parts: the command, the page and the background agent do the same by it."""

from datetime import date

from assistant.bootstrap import Assistant
from assistant.bootstrap.pairing import pairing_of
from assistant.services.sync_hooks import Progress
from assistant.services.whole_pass import WholePass


def whole_pass(
    assistant: Assistant, progress: Progress | None = None, *, back_to: date | None = None, only_new: bool = False
) -> WholePass:
    """A pass over all sources and what follows from it; `only_new` leaves out contacts and providers' cards."""
    return WholePass(
        deliver=lambda: assistant.deliver,
        follow=assistant.follow,
        mailboxes=assistant.mailboxes,
        sync=lambda: assistant.sync(progress, back_to=back_to),
        people=[] if only_new else assistant.people_sources(),
        bullpen=[] if only_new else assistant.bullpen_sources(),
        documents=assistant.document_sources(),
        clocks=lambda: assistant.clocks,
        learnt=assistant.learnt,
        pairing=lambda: pairing_of(assistant),
        check_ins=lambda: assistant.practice.care.day_list.check_ins(),
        judge=assistant.judging.whole_pass,
    )
