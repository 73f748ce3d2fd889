"""What the user answers to a digest by mail, from any device: each number is acted on once, and the rest is told.

Whoever answers has the digest: its message id is known to nobody else, and is checked against what was sent. Nothing
leaves by it; a message that is approved so is delivered by `Deliver.finish`, as after a run that broke off.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.domain.activity import Activity, Deed
from assistant.domain.digest import Digest, Item
from assistant.domain.digest_answer import Answered, Said, read_answer
from assistant.domain.documents import Content, Medium
from assistant.domain.ids import make_id
from assistant.errors import ReaderError, StoreError, UserError
from assistant.ports import OwnWords, Store
from assistant.services.digest_acts import Acts

OURS = "a mail of the assistant's own to you"
ANSWER = "your answer to a mail of the assistant's own"
HEADER = "x-followup-digest"
TOLD = "told"


@dataclass(frozen=True, kw_only=True)
class DigestAnswers:
    """Knows the digests that are out; make a new one for each pass. `user` are the user's addresses, lower case."""

    acts: Acts
    words: Callable[[], OwnWords]
    user: frozenset[str]
    names: tuple[str, ...] = ()

    @property
    def store(self) -> Store:
        """Where digests are kept."""
        return self.acts.store

    def aside(self, content: Content) -> str:
        """Why a mail is not to be read: it is a digest, or the user's answer to one, which is acted on here.

        Empty for every other one. Raises ReaderError and StoreError; then the answer is taken when it is read again.
        """
        document = content.document
        if document.medium is not Medium.EMAIL:
            return ""
        is_own = document.author.address.lower() in self.user
        if document.message_id in self._known or (is_own and dict(content.headers).get(HEADER)):
            return OURS
        digest = self._answered(content)
        if digest is None:
            return ""
        if not is_own or {who.address.lower() for who in document.listeners} - self.user:
            self._passed_on(digest)
            return ""
        if dict(content.headers).get("auto-submitted", "no").lower() == "no":
            self._take(digest, content)
        return ANSWER

    @cached_property
    def _known(self) -> Mapping[str, str]:
        """The digests by message id."""
        return {digest.message_id: digest.id for digest in self.store.find(Digest) if digest.message_id}

    def _answered(self, content: Content) -> Digest | None:
        named = (content.document.in_reply_to, *reversed(content.document.references))
        found = next((self._known[each] for each in named if each in self._known), None)
        return self.store.get(Digest, found) if found else None

    def _passed_on(self, digest: Digest) -> None:
        """Somebody else knows the message id by now, so that it proves nothing any more."""
        with self.store.transaction():
            known = self.store.get(Digest, digest.id) or digest
            if not known.passed_on:
                self.store.put(replace(known, passed_on=True))

    def _take(self, digest: Digest, content: Content) -> None:
        document, now = content.document, self.acts.clock()
        key = document.message_id or document.id
        if key in digest.taken:
            return
        done, remarks = [], []
        if digest.passed_on:
            remarks.append("the mail had gone to somebody else too, so an answer to it does not count")
        elif not digest.is_answerable(now):
            remarks.append("it answers a mail that is older than two weeks, so nothing was done")
        else:
            own = self.words().of(content)
            answered = read_answer(own, digest.items, purpose=digest.purpose, names=self.names)
            remarks += _not_understood(answered)
            for said in answered.said:
                remark = self._act(digest.id, said, answered)
                if remark is None:
                    done.append(str(said))
                elif remark:
                    remarks.append(f"{said.number}: {remark}")
            if not done and not remarks and not answered.said:
                remarks.append("I found no number with a word in it")
        day = f"{document.when.astimezone(now.tzinfo):%A}"
        told = [f"From your answer of {day}: {remark}." for remark in remarks]
        with self.store.transaction():
            known = self.store.get(Digest, digest.id) or digest
            if key in known.taken:  # another run was faster
                return
            activity = Activity(
                id=make_id("act", Deed.DIGEST_ANSWERED, digest.id, key),
                at=now,
                deed=Deed.DIGEST_ANSWERED,
                words=", ".join(done) or "nothing could be done",
                why=f"your mail of {day}",
                problems=tuple(remarks),
                link="/",
            )
            self.store.put(known.answered_by(key, told), activity)

    def _act(self, digest_id: str, said: Said, answered: Answered) -> str | None:
        """Act on one answer, once. Gives why not, in words; None where it was done, empty where it had been before."""
        try:
            with self.store.transaction():
                digest = self.store.get(Digest, digest_id)
                item = digest.item(said.number) if digest else None
                if digest is None or item is None:
                    return "the mail is forgotten"
                if item.done:
                    return "" if item.done == _key(said) else _done_before(item)
                if why := self.acts.act(item, said, has_more=answered.has_more):
                    return why
                self.store.put(digest.after(said.number, _key(said)))
                return None
        except (ReaderError, StoreError):
            raise
        except UserError as error:
            return "; ".join(error.problems)


def _key(said: Said) -> str:
    """What tells one answer from another; of free text only a digest is kept."""
    if said.text:
        return f"{TOLD} {hashlib.sha256(said.text.encode('utf-8', 'replace')).hexdigest()}"
    return f"{said.word or ''} {said.tail}".strip()


def _done_before(item: Item) -> str:
    return "you had told about it already" if item.done.startswith(TOLD) else f"you had answered “{item.done}” already"


def _not_understood(answered: Answered) -> list[str]:
    remarks = [f"I do not understand “{line}”" for line in answered.unread]
    remarks += [f"{number}: you said two things, so nothing was done" for number in answered.contradicted]
    return remarks + [f"{number}: there is no such number in it" for number in answered.unknown]
