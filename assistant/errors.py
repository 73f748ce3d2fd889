"""The errors, as a tree.

AssistantError
└── UserError             something the user can mend: shown as plain lines, never as a traceback
    ├── ConfigError       the configuration; every problem at once
    ├── StoreError        the store: full disk, locked, damaged, written by a newer version
    ├── SourceError       a mailbox, folder or calendar as a whole cannot be read
    │   └── SignInError   an account does not let us in: password, consent, expired token
    ├── ItemError         one message, note or event cannot be read; the rest goes on
    ├── NotFoundError     an id that stands for nothing, or for more than one thing
    ├── TransitionError   a step that the state does not allow
    ├── ConsentError      a step or a text that a missing consent forbids; nothing overrules it
    ├── MannersError      words that the etiquette would mend; the user may go on all the same
    ├── TemplateError     a template that does not render
    ├── DeliveryError     a draft that did not reach its folder
    │   └── UncertainError    or may have: the answer was lost, and it must be looked up before another try
    ├── JudgeError        the language model that judges cannot be asked, or does not answer
    │   └── JudgeBusyError    for now: it says how long to wait
    └── ReaderError       the language model is missing or broken
"""

from collections.abc import Iterable


class AssistantError(Exception):
    """The root of everything that this package raises on purpose."""


class UserError(AssistantError):
    """A fault that the user can mend.

    `problems` names each fault in one line; `hint` says what to do next.
    """

    def __init__(self, problems: str | Iterable[str], *, hint: str = "") -> None:
        self.problems: tuple[str, ...] = (problems,) if isinstance(problems, str) else tuple(problems)
        self.hint = hint
        super().__init__("; ".join(self.problems) + (f" ({hint})" if hint else ""))


class ConfigError(UserError):
    """The configuration cannot be used."""


class StoreError(UserError):
    """The store cannot be read or written."""


class SourceError(UserError):
    """A whole source cannot be read."""


class SignInError(SourceError):
    """An account does not let us in."""


class ItemError(UserError):
    """One item of a source cannot be read."""


class NotFoundError(UserError):
    """An id names nothing, or is too short to name one thing."""


class TransitionError(UserError):
    """A step is not allowed in the present state."""


class ConsentError(UserError):
    """A missing consent forbids this step or text."""


class MannersError(UserError):
    """The etiquette would mend this text, and the user has not said to go on."""


class TemplateError(UserError):
    """A template does not render."""


class DeliveryError(UserError):
    """A draft did not reach its drafts folder."""


class UncertainError(DeliveryError):
    """A draft may have reached its drafts folder: the answer was lost."""


class ReaderError(UserError):
    """The reader cannot be loaded."""


class JudgeError(UserError):
    """The server of the judge did not answer; `is_final` where another question would fare no better."""

    def __init__(self, problem: str, *, hint: str = "", is_final: bool = False) -> None:
        super().__init__(problem, hint=hint)
        self.is_final = is_final


class JudgeBusyError(JudgeError):
    """The server of the judge wants to be asked again after some seconds."""

    def __init__(self, problem: str, *, seconds: float) -> None:
        super().__init__(problem)
        self.seconds = seconds
