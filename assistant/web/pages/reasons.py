"""Why a question is asked, in the user's words rather than in those of the store."""

from collections.abc import Iterator

from assistant.domain.documents import Document
from assistant.domain.learning import Learnt
from assistant.domain.mentions import Mention
from assistant.domain.prompts import Prompt
from assistant.ports import Store
from assistant.services.why import TWICE, why


def reasons(store: Store, prompt: Prompt, *, learnt: Learnt) -> list[str]:
    """What was said, how sure it is, and where it stands; the same chain as `assistant why` gives."""
    return list(_reasons(store, prompt, learnt))


def _reasons(store: Store, prompt: Prompt, learnt: Learnt) -> Iterator[str]:
    for link in why(store, prompt.id, learnt=learnt):
        if link.what == "prompt":
            continue  # the page's own heading says it
        if link.what == "mention" and (mention := store.get(Mention, link.id)):
            twice = f" It was found by {TWICE}." if mention.is_twice_read else ""
            gone = " The note no longer says so." if mention.withdrawn else ""
            held = " By itself that was not sure enough to ask." if mention.needed else ""
            yield f"“{mention.quote}” reads like a {mention.kind} ({mention.confidence:.0%} sure).{twice}{gone}{held}"
        elif link.what == "document" and (document := store.get(Document, link.id)):
            title = f" “{document.title}”" if document.title else ""
            by = document.author.name or document.author.address
            whose = f" by {by}" if by else ""
            yield f"It stands in: {document.medium}{title} of {document.when:%d %B %Y}{whose}, at {document.locator}"
        else:
            yield link.words
