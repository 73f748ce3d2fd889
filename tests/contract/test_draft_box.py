"""What every drafts box keeps to: one message a draft, exactly the approved text, whole or not at all."""

import errno
import mailbox
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.files.eml_drafts import EmlFolder
from assistant.adapters.files.maildir_drafts import MaildirDrafts
from assistant.adapters.formats.mime import compose
from assistant.adapters.memory import MemoryMailbox
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.people import Participant
from assistant.errors import ConsentError, DeliveryError
from assistant.ports import DraftBox

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SENDER = Participant(name="Helen Marsh", address="helen@marsh.example")


def draft(id: str = "d-abcdefghij", text: str = "Hello Anna,\n\nÜber payroll.\n") -> Draft:
    waiting = Draft(
        id=id,
        introduction_id="i-abcdefghij",
        kind=DraftKind.ASK_SEEKER,
        to=(Participant(name="Anna Okafor", address="anna@bakery.example"),),
        subject="Help with ../payroll: 支付?",
        text=text,
        html="<p>Hello</p>",
        created_at=AT,
    )
    return waiting.approved(waiting.hash, at=AT)


class DraftBoxContract:
    """Inherited by a test class of each box."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "not" / "there yet"

    @pytest.fixture
    def box(self, folder: Path) -> DraftBox:
        raise NotImplementedError

    def count(self, box: DraftBox) -> int:
        raise NotImplementedError

    def test_it_has_a_name(self, box: DraftBox) -> None:
        assert box.name

    def test_a_message_is_found_where_it_was_put(self, box: DraftBox) -> None:
        assert box.find(draft()) is None
        location = box.put(draft())
        assert box.find(draft()) == location
        assert box.find(draft(id="d-other")) is None
        assert self.count(box) == 1

    def test_put_twice_leaves_one(self, box: DraftBox) -> None:
        assert box.put(draft()) == box.put(draft())
        assert self.count(box) == 1

    def test_two_runs_at_once_leave_one(self, box: DraftBox) -> None:
        with ThreadPoolExecutor(8) as pool:
            locations = set(pool.map(box.put, [draft()] * 16))
        assert len(locations) == 1
        assert self.count(box) == 1

    def test_each_draft_has_its_own_message(self, box: DraftBox) -> None:
        assert box.put(draft()) != box.put(draft(id="d-other"))
        assert self.count(box) == 2

    def test_only_the_approved_text_is_taken(self, box: DraftBox) -> None:
        waiting = draft().edited(subject="Other", text="Other", html="Other")
        for refused in (waiting, replace(draft(), text="Other")):
            with pytest.raises(ConsentError):
                box.put(refused)
        assert self.count(box) == 0

    def test_an_earlier_text_is_neither_taken_for_this_one_nor_joined_by_it(self, box: DraftBox) -> None:
        box.put(draft())
        edited = draft(text="Another text.\n")
        assert box.find(edited) is None
        with pytest.raises(DeliveryError, match="an earlier text of d-abcdefghij"):
            box.put(edited)
        assert self.count(box) == 1


class TestMemoryMailbox(DraftBoxContract):
    @pytest.fixture
    def box(self, folder: Path) -> DraftBox:
        return MemoryMailbox()

    def count(self, box: DraftBox) -> int:
        assert isinstance(box, MemoryMailbox)
        return len(box.drafts)


class FolderContract(DraftBoxContract):
    """What boxes on a disk keep to besides."""

    def files(self, folder: Path) -> list[Path]:
        return [path for path in folder.rglob("*") if path.is_file()]

    def count(self, box: DraftBox) -> int:
        return len(self.files(Path(box.name)))

    def test_only_its_owner_reads_it(self, box: DraftBox) -> None:
        assert stat.S_IMODE(Path(box.put(draft())).stat().st_mode) == 0o600

    def test_it_is_found_under_another_name(self, box: DraftBox) -> None:
        path = Path(box.put(draft()))
        renamed = path.rename(path.with_name(self.renamed(path.name)))
        assert box.find(draft()) == str(renamed)
        assert box.put(draft()) == str(renamed)
        assert self.count(box) == 1

    def renamed(self, name: str) -> str:
        raise NotImplementedError

    def test_a_message_that_a_mail_program_saved_again_still_counts(self, box: DraftBox) -> None:
        path = Path(box.put(draft()))
        path.write_bytes(path.read_bytes().replace(b"<d-abcdefghij.", b"<saved-by-a-program."))
        assert box.find(draft()) == str(path)

    @pytest.mark.parametrize("call", ["write", "fsync", "link"])
    @pytest.mark.parametrize(("code", "advice"), [(errno.ENOSPC, "free some space"), (errno.EROFS, "read-only")])
    def test_a_disk_that_fails_leaves_nothing(
        self, box: DraftBox, monkeypatch: pytest.MonkeyPatch, call: str, code: int, advice: str
    ) -> None:
        with monkeypatch.context() as broken:
            if call == "write":
                broken.setattr(os, "fdopen", self.full(code))
            else:
                broken.setattr(os, call, self.failing(code))
            with pytest.raises(DeliveryError, match=advice) as caught:
                box.put(draft())
        assert box.name in str(caught.value)
        assert self.count(box) == 0
        assert box.find(draft()) is None
        box.put(draft())
        assert self.count(box) == 1

    def failing(self, code: int) -> Callable[..., None]:
        def fail(*args: object) -> None:
            raise OSError(code, os.strerror(code))

        return fail

    def full(self, code: int) -> Callable[..., object]:
        """A file that takes half of what is written, and no more."""
        really = os.fdopen

        def open_(handle: int, mode: str) -> object:
            file = really(handle, mode, buffering=0)
            file.write(b"Subject: half")
            file.close()
            raise OSError(code, os.strerror(code))

        return open_

    def test_a_file_system_without_links_will_do(self, box: DraftBox, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "link", self.failing(errno.EPERM))
        assert box.put(draft()) == box.put(draft())
        assert self.count(box) == 1

    def test_a_folder_that_cannot_be_is_named(self, box: DraftBox, folder: Path) -> None:
        folder.parent.mkdir(parents=True)
        folder.write_text("a file")
        with pytest.raises(DeliveryError, match="drafts folder") as caught:
            box.put(draft())
        assert str(folder) in str(caught.value)
        assert folder.read_text() == "a file"


class TestEmlFolder(FolderContract):
    @pytest.fixture
    def box(self, folder: Path) -> DraftBox:
        return EmlFolder(folder, SENDER)

    def renamed(self, name: str) -> str:
        return "Payroll mail to Anna.eml"

    def test_it_opens_as_an_unsent_message(self, box: DraftBox) -> None:
        path = Path(box.put(draft()))
        assert path.name == "d-abcdefghij-help-with-payroll.eml"
        assert path.read_bytes() == compose(draft(), sender=SENDER, unsent=True)
        assert b"\r\nX-Unsent: 1\r\n" in path.read_bytes()

    @pytest.mark.parametrize("links", [True, False])
    def test_what_else_lies_there_stays(
        self, box: DraftBox, folder: Path, monkeypatch: pytest.MonkeyPatch, links: bool
    ) -> None:
        if not links:
            monkeypatch.setattr(os, "link", self.failing(errno.EPERM))
        folder.mkdir(parents=True)
        (folder / "a folder.eml").mkdir()
        (folder / "noise.eml").write_bytes(b"\xff\x00" * 500)
        mine = folder / "d-abcdefghij-help-with-payroll.eml"
        mine.write_text("not a mail")
        with pytest.raises(DeliveryError, match="something else has this name"):
            box.put(draft())
        assert mine.read_text() == "not a mail"


class TestMaildirDrafts(FolderContract):
    @pytest.fixture
    def box(self, folder: Path) -> DraftBox:
        return MaildirDrafts(folder, SENDER)

    def renamed(self, name: str) -> str:
        return f"1700000000.M1P2.host,U=12:2,{'DFS'}"

    def test_a_mail_program_sees_a_draft(self, box: DraftBox, folder: Path) -> None:
        box.put(draft())
        (message,) = mailbox.Maildir(folder, create=False)
        assert isinstance(message, mailbox.MaildirMessage)
        assert (message.get_subdir(), message.get_flags()) == ("cur", "D")
        assert message["X-Followup-Draft"] == "d-abcdefghij"
        assert message["X-Unsent"] is None
        (file,) = self.files(folder)
        assert file.read_bytes() == compose(draft(), sender=SENDER).replace(b"\r\n", b"\n")
        assert list((folder / "tmp").iterdir()) == []

    def test_a_message_that_is_still_new_is_found(self, box: DraftBox, folder: Path) -> None:
        path = Path(box.put(draft()))
        moved = path.rename(folder / "new" / path.name.partition(":")[0])
        assert box.put(draft()) == str(moved)
        assert self.count(box) == 1
