"""A Gmail mailbox as Google keeps it: messages, labels, drafts, a history that can expire; and what its user does."""

import base64
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from typing import Any

SYSTEM = ("INBOX", "SENT", "DRAFT", "SPAM", "TRASH", "CHAT", "UNREAD")
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class Missing(Exception):
    """404"""


@dataclass(kw_only=True)
class Mail:
    id: str
    raw: bytes
    labels: list[str]
    thread: str
    at: datetime

    def header(self, name: str) -> str:
        return str(message_from_bytes(self.raw, policy=policy.compat32).get(name, "")).strip()

    def resource(self, format: str = "full") -> dict[str, Any]:
        millis = str(int(self.at.timestamp() * 1000))
        answer = {"id": self.id, "threadId": self.thread, "labelIds": self.labels, "internalDate": millis}
        if format == "minimal":
            return answer
        if format == "raw":
            return answer | {"raw": base64.urlsafe_b64encode(self.raw).decode()}
        headers = message_from_bytes(self.raw, policy=policy.compat32).items()
        return answer | {"payload": {"headers": [{"name": name, "value": str(value)} for name, value in headers]}}


@dataclass(kw_only=True)
class Mailbox:
    """The state, and the calls of the API by their names there."""

    address: str = "helen@marsh.example"
    messages: dict[str, Mail] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    number: int = 1000
    oldest: int = 1000  # history before this one has expired

    # what happens to it

    def receive(self, raw: bytes, *labels: str, thread: str = "") -> str:
        message = message_from_bytes(raw, policy=policy.compat32)
        self.number += 1
        key = f"{self.number:016x}"
        try:
            at = parsedate_to_datetime(str(message["Date"]))
        except (TypeError, ValueError):
            at = START
        mail = Mail(id=key, raw=raw, labels=list(labels or ("INBOX",)), thread=thread or key, at=at)
        self.messages[key] = mail
        self._note(messagesAdded=[{"message": self._brief(mail)}])
        return key

    def relabel(self, key: str, *, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> None:
        mail = self.messages[key]
        mail.labels = [label for label in mail.labels if label not in remove] + list(add)
        change = {"message": self._brief(mail)}
        if remove:
            self._note(labelsRemoved=[change | {"labelIds": list(remove)}])
        if add:
            self._note(labelsAdded=[change | {"labelIds": list(add)}])

    def delete(self, key: str) -> None:
        self._note(messagesDeleted=[{"message": self._brief(self.messages.pop(key))}])

    def edit_draft(self, key: str, raw: bytes, *, thread: str = "", anew: bool = False) -> str:
        """Gmail gives an edited draft another message, in another thread where its subject changed, and sometimes
        another id; gives that.
        """
        old = self.messages[self.drafts.pop(key)]
        message = self.receive(raw, "DRAFT", thread=thread or old.thread)
        key = f"r-{self.number}" if anew else key
        self.drafts[key] = message
        self.delete(old.id)
        return key

    def send_draft(self, key: str, *, rewrite: bool = False) -> str:
        """The draft is gone, and a message is among those sent; `rewrite` gives it an id of Gmail's own."""
        old = self.messages[self.drafts.pop(key)]
        sent = self.receive(resaved(old.raw) if rewrite else old.raw, "SENT", thread=old.thread)
        self.messages[sent].at = max(START, old.at + timedelta(minutes=1))
        self.delete(old.id)
        return sent

    def schedule_draft(self, key: str) -> None:
        """It is no draft any more, and is not sent yet."""
        self.relabel(self.drafts.pop(key), remove=("DRAFT",))

    def delete_draft(self, key: str) -> None:
        self.delete(self.drafts.pop(key))

    def expire(self) -> None:
        self.oldest = self.number

    def label(self, name: str) -> str:
        """Make a label; gives its id."""
        key = f"Label_{len(self.labels) + 1}"
        self.labels[key] = name
        return key

    def _note(self, **change: Any) -> None:
        self.number += 1
        self.history.append({"id": str(self.number), **change})

    def _brief(self, mail: Mail) -> dict[str, Any]:
        return {"id": mail.id, "threadId": mail.thread, "labelIds": list(mail.labels)}

    # what the API answers

    def profile(self) -> dict[str, Any]:
        return {
            "emailAddress": self.address,
            "messagesTotal": len(self.messages),
            "threadsTotal": len({mail.thread for mail in self.messages.values()}),
            "historyId": str(self.number),
        }

    def list_messages(self, query: dict[str, str]) -> dict[str, Any]:
        found = [{"id": mail.id, "threadId": mail.thread} for mail in self._found(query)]
        return _page("messages", found, query) | {"resultSizeEstimate": len(found)}

    def get_message(self, key: str, format: str) -> dict[str, Any]:
        if key not in self.messages:
            raise Missing
        return self.messages[key].resource(format)

    def list_history(self, query: dict[str, str]) -> dict[str, Any]:
        start = int(query["startHistoryId"])
        if start < self.oldest:
            raise Missing
        return _page("history", [each for each in self.history if int(each["id"]) > start], query) | {
            "historyId": str(self.number)
        }

    def list_drafts(self, query: dict[str, str]) -> dict[str, Any]:
        found = {mail.id: mail for mail in self._found(query)}
        drafts = [
            {"id": key, "message": {"id": message, "threadId": found[message].thread}}
            for key, message in reversed(self.drafts.items())
            if message in found
        ]
        return _page("drafts", drafts, query) | {"resultSizeEstimate": len(drafts)}

    def get_draft(self, key: str, format: str) -> dict[str, Any]:
        if key not in self.drafts:
            raise Missing
        return {"id": key, "message": self.get_message(self.drafts[key], format)}

    def create_draft(self, body: dict[str, Any]) -> dict[str, Any]:
        raw = base64.urlsafe_b64decode(body["message"]["raw"])
        thread = body["message"].get("threadId", "")
        if thread and thread not in {mail.thread for mail in self.messages.values()}:
            raise Missing
        message = self.receive(raw, "DRAFT", thread=thread)
        key = f"r-{self.number}"
        self.drafts[key] = message
        return {"id": key, "message": self._brief(self.messages[message])}

    def insert(self, body: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
        """A message as it is; its labels are those that are asked for, and its day that of its header."""
        assert query["internalDateSource"] == "dateHeader"
        assert set(body["labelIds"]) <= set(SYSTEM)
        return self._brief(self.messages[self.receive(base64.urlsafe_b64decode(body["raw"]), *body["labelIds"])])

    def get_thread(self, key: str, format: str) -> dict[str, Any]:
        mails = [mail for mail in self.messages.values() if mail.thread == key]
        if not mails:
            raise Missing
        return {"id": key, "historyId": str(self.number), "messages": [mail.resource(format) for mail in mails]}

    def list_labels(self) -> dict[str, Any]:
        system = [{"id": each, "name": each, "type": "system"} for each in ("INBOX", "SENT", "DRAFT")]
        return {"labels": [*system, *({"id": key, "name": name, "type": "user"} for key, name in self.labels.items())]}

    def get_label(self, key: str) -> dict[str, Any]:
        count = sum(key in mail.labels for mail in self.messages.values())
        return {"id": key, "name": key, "type": "system", "messagesTotal": count}

    def _found(self, query: dict[str, str]) -> list[Mail]:
        """The newest first."""
        mails = list(self.messages.values())
        if query.get("includeSpamTrash") != "true":
            mails = [mail for mail in mails if not {"SPAM", "TRASH"} & {*mail.labels}]
        for term in query.get("q", "").split():
            name, _, value = term.partition(":")
            label = value.rstrip("s").upper()
            mails = [
                mail
                for mail in mails
                if (name == "-in" and label not in mail.labels)
                or (name == "in" and label in mail.labels)
                or (name == "to" and value in mail.header("To"))
                or (name == "after" and mail.at.timestamp() >= int(value))
                or (name == "rfc822msgid" and mail.header("Message-ID").strip("<>") == value)
            ]
        return sorted(mails, key=lambda mail: mail.at)[::-1]


def resaved(raw: bytes) -> bytes:
    """A message as Gmail's own editor saves it: with another id, and without our marker."""
    raw = re.sub(rb"(?m)^Message-ID: <[^>]+>", b"Message-ID: <CAF-rewritten@mail.gmail.com>", raw)
    return re.sub(rb"(?m)^X-Followup-Draft: .*\r\n", b"", raw)


def _page(name: str, entries: list[Any], query: dict[str, str]) -> dict[str, Any]:
    start, size = int(query.get("pageToken", "0")), int(query.get("maxResults", "100"))
    page = entries[start : start + size]
    more = {"nextPageToken": str(start + size)} if start + size < len(entries) else {}
    return ({name: page} if page else {}) | more
