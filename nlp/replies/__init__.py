"""What an answer says: yes, no, later, ask somebody else, and until when.

>>> reader = load_reply_reader()                                              # doctest: +SKIP
>>> reader.understand(Text(body="Go on then.", medium=Medium.EMAIL), stage="seeker", asked="…").label  # doctest: +SKIP

Importing this package loads no model; `load_reply_reader` does.
"""

from typing import TYPE_CHECKING

from nlp.replies.answers import Answer, ReplyReader

if TYPE_CHECKING:
    from nlp.replies.reader import load_reply_reader

__all__ = ["Answer", "ReplyReader", "load_reply_reader"]


def __getattr__(name: str) -> object:
    if name == "load_reply_reader":
        from nlp.replies.reader import load_reply_reader  # the runtime of the model takes a while to import

        return load_reply_reader
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
