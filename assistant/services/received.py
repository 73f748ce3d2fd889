"""Referrals to the user that are seen in mail: suggested, until the user says what they are (S9, S14).

Looked for when a mail is read, since its words are not kept; and, for mail that was read earlier, by its title.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from assistant.domain.documents import Content, Document
from assistant.domain.ids import fold
from assistant.domain.people import USER, Participant, Person
from assistant.domain.presenting import is_in_a_round, presented_in
from assistant.domain.referrals import Direction, Referral, ReferralState, referral_id, source_kind
from assistant.ports import OwnWords, Store
from assistant.services.forget import forgotten
from assistant.services.identify import find, identify
from assistant.services.look_in_records import introductions_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """Keeps what is seen of referrals to the user; `user` are their own names and addresses."""

    store: Store
    user: Collection[str]
    words: Callable[[], OwnWords]

    def see(self, content: Content) -> Referral | None:
        """What a new mail shows, kept as a suggestion; None where it shows nothing new."""
        document = self.store.get(Document, content.document.id) or content.document
        if not is_in_a_round(document, self.user):
            return None
        return self._kept(document, presented_in(document, self.words().of(content), self.user))

    def look_back(self) -> list[Referral]:
        """What the titles of mail that was read earlier show, kept as suggestions."""
        names = {fold(part) for name in self.user if "@" not in name for part in name.split() if len(part) > 1}
        titled = {each.id: each for name in sorted(names) for each in self.store.find(Document, introduced=name)}
        in_order = sorted(titled.values(), key=lambda document: document.when)
        seen = (self._kept(document, presented_in(document, "", self.user)) for document in in_order)
        return [referral for referral in seen if referral]

    def _kept(self, document: Document, third: Participant | None) -> Referral | None:
        sender = find(self.store, document.author)
        if third is None or sender is None or self._is_old_news(document, sender, third):
            return None
        with self.store.transaction():
            who = identify(self.store, third)
            referral = Referral(
                id=referral_id(sender.id, who.id, USER, document.when),
                direction=Direction.RECEIVED,
                from_id=sender.id,
                who_id=who.id,
                to_id=USER,
                at=document.when,
                kind=source_kind(sender),
                state=ReferralState.SUGGESTED,
                document_id=document.id,
            )
            known = self.store.find(Referral, who_id=who.id, direction=Direction.RECEIVED)
            if any(each.from_id == sender.id for each in known):
                return None  # whatever became of it
            self.store.put(referral)
        return referral

    def _is_old_news(self, document: Document, sender: Person, third: Participant) -> bool:
        """Whether the user and the third knew each other before, or it is about an introduction that the user made."""
        address = third.address.strip().lower()
        if forgotten(self.store).has(third):
            return True
        own = {name.strip().lower() for name in self.user if "@" in name}
        for mine in own:
            for earlier in self.store.find(Document, people=frozenset((mine, address))):
                is_between = earlier.author.address.strip().lower() in (mine, address)
                if earlier.when < document.when and is_between:
                    return True
        who = find(self.store, third)
        return who is not None and bool(
            introductions_of(self.store, sender, who) or introductions_of(self.store, who, sender)
        )
