"""From a draft to the user's drafts folder: approved by hash, delivered once.

The approval is stored before the folder is touched (the outbox); the delivery after. A run that breaks off in between
is taken up by `finish`, which looks in the folder before it writes, so a message is never laid down twice.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from assistant.domain.drafts import OUT, Draft, DraftState
from assistant.domain.findings import Finding
from assistant.domain.introductions import Introduction
from assistant.errors import ConsentError, MannersError, NotFoundError, TransitionError, UncertainError, UserError
from assistant.ports import NEVER, DraftBox
from assistant.services.drafting import LIVE, recipients_without_address
from assistant.services.introduce import Introduce
from assistant.services.manners import Manners


@dataclass(frozen=True, kw_only=True, slots=True)
class Deliver:
    """Carries approved drafts to the drafts folder, and their introductions on."""

    introduce: Introduce
    box: DraftBox

    @property
    def manners(self) -> Manners:
        """Reads drafts as the etiquette would."""
        return Manners(drafting=self.introduce.drafting)

    def findings(self, draft: Draft) -> tuple[Finding, ...]:
        """What the etiquette would mend in a draft before it is out; `draft.overruled` is what the user let stand."""
        return self.manners.findings(draft, self._introduction(draft)) if draft.state in LIVE else ()

    def approve(self, draft_id: str, seen_hash: str, *, anyway: bool = False) -> Draft:
        """Approve exactly the text whose hash is `seen_hash`, and deliver it.

        `anyway` lets stand whatever the etiquette would mend in it, once the user was told; without, that raises
        MannersError. Raises ConsentError where the text has changed or says too much, TransitionError where the
        introduction has moved on, DeliveryError where the folder cannot be written; the approval then stands and
        `finish` goes on.
        """
        approved = self.accept(draft_id, seen_hash, anyway=anyway)
        if approved.state in OUT:
            return approved
        delivered = self._lay_down(approved)
        if delivered.state is DraftState.APPROVED:
            raise self._doubt(delivered)
        if delivered.state not in OUT:
            raise TransitionError(f"{draft_id} no longer fits what has happened meanwhile, and was discarded")
        return delivered

    def accept(self, draft_id: str, seen_hash: str, *, anyway: bool = False) -> Draft:
        """Approve as `approve` does, and leave it to `finish` to deliver it: nothing outside the store is touched."""
        store, drafting = self.introduce.store, self.introduce.drafting
        with store.transaction():  # of its own: it stands even where the approval is refused for it
            drafting.readdressed(self._draft(draft_id), self._introduction(self._draft(draft_id)))
        with store.transaction():
            draft = self._draft(draft_id)
            if draft.state in OUT:
                return draft.approved(seen_hash, at=drafting.clock())
            introduction = self._introduction(draft)
            approved = draft.approved(seen_hash, at=drafting.clock())
            if missing := recipients_without_address(draft):
                raise UserError(
                    f"no mail address of {missing[0].name} is known",
                    hint=f'assistant people edit "{missing[0].name}" --address their@address',
                )
            if not drafting.fits(draft, introduction):
                raise TransitionError(f"{draft.id} no longer fits: {introduction.id} is '{introduction.state}'")
            drafting.check(draft, introduction)
            drafting.wait(draft, introduction)
            approved = self._let_stand(approved, introduction) if anyway else approved
            if problems := [found.why for found in self._unsettled(approved, introduction)]:
                raise MannersError(problems, hint=f"assistant drafts edit {draft.id}, or approve it with --anyway")
            store.put(approved)
        return approved

    def edit(self, draft_id: str, *, subject: str, text: str, anyway: bool = False, seen_hash: str = "") -> Draft:
        """Change the words; what was approved before is void.

        What the etiquette would mend in them is for `findings` to say, and to be asked about when they are approved,
        unless `anyway` lets it stand. Raises ConsentError where the new words name somebody too early, and where the
        draft is no longer the one of `seen_hash`, if that is given.
        """
        self._settle(draft_id)
        store, drafting = self.introduce.store, self.introduce.drafting
        with store.transaction():
            draft = self._draft(draft_id)
            if seen_hash and draft.hash != seen_hash:
                raise ConsentError(f"{draft.id} was changed after you looked at it", hint="read it again")
            subject = " ".join(subject.split())
            edited = draft.edited(subject=subject, text=text, html=drafting.writer.html(text))
            introduction = self._introduction(draft)
            drafting.check(edited, introduction)
            edited = self._let_stand(edited, introduction) if anyway else edited
            store.put(edited)
            return edited

    def discard(self, draft_id: str) -> Draft:
        """Throw the draft away. The introduction stays where it is.

        So a doubt that never ends is ended, where nobody but the user can know.
        """
        self._settle(draft_id, ends_doubt=self.box.settles == NEVER)
        with self.introduce.store.transaction():
            draft = self._draft(draft_id).discarded()
            self.introduce.store.put(draft)
            return draft

    def restore(self, draft_id: str) -> Draft:
        """Take a discarded draft back, where it still fits and none took its place."""
        store, drafting = self.introduce.store, self.introduce.drafting
        with store.transaction():
            draft = self._draft(draft_id).restored()
            introduction = self._introduction(draft)
            if not drafting.fits(draft, introduction):
                raise TransitionError(f"{draft.id} no longer fits: {introduction.id} is '{introduction.state}'")
            for other in store.find(Draft, introduction_id=introduction.id):
                if other.state in LIVE and (other.kind, other.side, other.to) == (draft.kind, draft.side, draft.to):
                    raise TransitionError(f"{other.id} took its place", hint=f"assistant drafts show {other.id}")
            store.put(draft)
            return draft

    def finish(self) -> tuple[list[Draft], list[UserError]]:
        """Deliver what was approved in a run that broke off; gives those delivered, and what went wrong with others."""
        finished: list[Draft] = []
        problems: list[UserError] = []
        for draft in list(self.introduce.store.find(Draft, state=DraftState.APPROVED)):
            try:
                laid = self._lay_down(draft)
                if laid.state is DraftState.APPROVED and self.box.settles == NEVER:
                    doubt = self._doubt(laid)
                    problems.append(doubt)
                finished.append(laid)
            except UserError as error:
                problems.append(error)
        return [draft for draft in finished if draft.state in OUT], problems

    def _let_stand(self, draft: Draft, introduction: Introduction) -> Draft:
        return draft.overruling(self.manners.findings(draft, introduction))

    def _unsettled(self, draft: Draft, introduction: Introduction) -> list[Finding]:
        """What the user was not asked about yet."""
        return [found for found in self.manners.findings(draft, introduction) if found not in draft.overruled]

    def _settle(self, draft_id: str, *, ends_doubt: bool = False) -> None:
        """Take up a delivery that broke off after the message was laid down: that text can be changed no more.

        Raises UncertainError where nobody can tell yet whether it was, unless the user ends the doubt.
        """
        draft = self._draft(draft_id)
        unsettled = self._lay_down(draft, look_only=True)
        if unsettled.state is DraftState.APPROVED and self._is_doubtful(unsettled) and not ends_doubt:
            raise self._doubt(unsettled)

    def _lay_down(self, draft: Draft, *, look_only: bool = False) -> Draft:
        """Deliver an approved draft, and record it together with what it means.

        That it is tried is stored first, so that a run that breaks off leaves a doubt and never two messages: while
        the doubt is fresh, the message is only looked for. So it is where another process has just tried.
        """
        if draft.state is not DraftState.APPROVED:
            return draft
        location = self.box.find(draft)
        if location is None:
            if look_only or self._is_doubtful(draft):
                return draft
            claimed = self._claim(draft)
            if claimed is None:
                return self._draft(draft.id)
            try:
                location = self.box.put(claimed)
            except UncertainError:
                raise
            except UserError:
                self._release(claimed)
                raise
        return self._record(draft.id, location)

    def _is_doubtful(self, draft: Draft) -> bool:
        tried = draft.uncertain_at
        return tried is not None and self.introduce.drafting.clock() - tried < self.box.settles

    def _doubt(self, draft: Draft) -> UncertainError:
        if self.box.settles == NEVER:
            return UncertainError(
                f"{self.box.name} may or may not have sent '{draft.subject}'; it is not sent again by itself",
                hint="look among your sent mail and your drafts. If a copy lies in the drafts, send it from there; "
                f"if it went out, or shall not: assistant drafts discard {draft.id} (and restore, to send it anew)",
            )
        minutes = max(1, self.box.settles // timedelta(minutes=1))
        return UncertainError(
            f"{self.box.name} may or may not have taken the message; it is looked for before it is tried again",
            hint=f"look into its drafts folder, or wait {minutes} minutes and: assistant sync",
        )

    def _claim(self, draft: Draft) -> Draft | None:
        """The draft, stored as tried at this moment; None where another run has just tried it, or it fits no longer."""
        store, drafting = self.introduce.store, self.introduce.drafting
        with store.transaction():
            current = self._draft(draft.id)
            if current.state is not DraftState.APPROVED or self._is_doubtful(current):
                return None
            introduction = self._introduction(current)
            if not drafting.fits(current, introduction):
                store.put(current.discarded())
                return None
            drafting.check(current, introduction)
            drafting.wait(current, introduction)
            claimed = current.uncertain(at=drafting.clock())
            store.put(claimed)
            return claimed

    def _release(self, draft: Draft) -> None:
        with self.introduce.store.transaction():
            current = self._draft(draft.id)
            if current.state is DraftState.APPROVED:
                self.introduce.store.put(replace(current, uncertain_at=None))

    def _record(self, draft_id: str, location: str) -> Draft:
        store, drafting = self.introduce.store, self.introduce.drafting
        with store.transaction():
            draft = self._draft(draft_id)
            if draft.state is not DraftState.APPROVED:
                return draft
            introduction, now = self._introduction(draft), drafting.clock()
            delivered = draft.delivered(location, at=now, box=self.box.name)
            store.put(delivered)
            if drafting.fits(draft, introduction):
                self.introduce.go_on(introduction.after(drafting.event(draft, introduction, at=now)))
            return delivered

    def _draft(self, draft_id: str) -> Draft:
        draft = self.introduce.store.get(Draft, draft_id)
        if draft is None:
            raise NotFoundError(f"there is no draft {draft_id}", hint="list them: assistant drafts")
        return draft

    def _introduction(self, draft: Draft) -> Introduction:
        introduction = self.introduce.store.get(Introduction, draft.introduction_id)
        if introduction is None:
            raise NotFoundError(f"the introduction of {draft.id} is gone")
        return introduction
