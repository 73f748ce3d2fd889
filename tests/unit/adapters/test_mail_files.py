"""Mail in files: mbox, Maildir, folders of .eml."""

import io
import mailbox
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.adapters.files.mail import EmlFolderSource, MaildirSource, MboxSource
from assistant.adapters.files.mbox import split
from assistant.errors import SourceError
from assistant.ports import Change, Cursor, Failed, Found, Reached, Settled

SEPARATOR = b"From ann@acme.example Mon Nov  2 10:00:00 2026\n"


def mail(number: int, words: str = "") -> bytes:
    return f"From: ann@acme.example\nMessage-ID: <{number}@x.example>\n\n{words or f'Words {number}'}\n".encode()


def mbox_of(*mails: bytes) -> bytes:
    return b"".join(SEPARATOR + re.sub(rb"(?m)^(>*From )", rb">\1", raw) + b"\n" for raw in mails)


def texts(changes: Iterator[Change]) -> list[str]:
    return [change.content.text for change in changes if isinstance(change, Found)]


def cursor_after(source: MboxSource | MaildirSource | EmlFolderSource, cursor: Cursor | None = None) -> Cursor:
    last = list(source.changes(cursor))[-1]
    assert isinstance(last, Reached)
    return last.cursor


@pytest.fixture
def source(tmp_path: Path) -> MboxSource:
    return MboxSource(name="inbox", path=tmp_path / "inbox.mbox")


@given(
    bodies=st.lists(
        st.lists(
            st.sampled_from(
                [b"From me", b">From you", b"From a@b Mon Nov  2 10:00:00 2026", b"", b"words", b"\xff \xfe"]
            )
        )
    )
)
@settings(deadline=None)
def test_splitting_gives_back_what_was_joined(bodies: list[list[bytes]]) -> None:
    mails = [b"Subject: x\n\n" + b"".join(line + b"\n" for line in body) for body in bodies]
    pieces = list(split(io.BytesIO(mbox_of(*mails))))
    assert [piece.raw for piece in pieces] == mails
    assert all(one.end == two.start for one, two in pairwise(pieces))


@pytest.mark.parametrize(
    "separator",
    [b"From - Tue Feb 03 06:00:11 2026\r\n", b"From \r\n", b"From 16209@xxx Thu May 13 12:21:44 +0000 2026\n"],
)
def test_separators_that_other_programs_write(separator: bytes) -> None:
    raw = separator + mail(1) + b"\n" + separator + mail(2, "From there we went on.\n\nFrom here too.") + b"\n"
    assert [piece.raw for piece in split(io.BytesIO(raw))] == [
        mail(1),
        mail(2, "From there we went on.\n\nFrom here too."),
    ]


def test_a_mail_without_a_final_empty_line_still_ends() -> None:
    raw = SEPARATOR + mail(1) + SEPARATOR + mail(2)
    assert [piece.raw for piece in split(io.BytesIO(raw))] == [mail(1), mail(2)]


def test_a_line_within_a_paragraph_is_no_separator() -> None:
    raw = mail(1, "We talked.\nFrom noon, 12:30 I think, on we ate.")
    assert [piece.raw for piece in split(io.BytesIO(SEPARATOR + raw + b"\n" + SEPARATOR + mail(2)))] == [raw, mail(2)]


def test_an_oversized_mail_is_named_and_passed_over(source: MboxSource) -> None:
    pieces = list(split(io.BytesIO(mbox_of(mail(1), mail(2, "x" * 5_000), mail(3))), limit=1_000))
    assert [piece.raw for piece in pieces] == [mail(1), None, mail(3)]


def test_a_line_is_never_held_whole_beyond_the_limit() -> None:
    class Watched(io.BytesIO):
        longest = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            Watched.longest = max(Watched.longest, len(line))
            return line

    raw = mbox_of(mail(1, "x" * 10_000_000), mail(2))
    assert [len(piece.raw or b"") for piece in split(Watched(raw))] == [len(mail(1, "x" * 10_000_000)), len(mail(2))]
    assert Watched.longest <= 65_536


def test_a_grown_file_is_read_from_where_it_ended(source: MboxSource, tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(mbox_of(*map(mail, range(3))))
    cursor = cursor_after(source)
    assert cursor["offset"] == path.stat().st_size
    with path.open("ab") as stream:
        stream.write(mbox_of(mail(7)))
    changes = list(source.changes(cursor))
    assert texts(iter(changes)) == ["Words 7"]
    assert isinstance(changes[0], Found)
    assert changes[0].content.document.locator.endswith("inbox.mbox, message 4")


def test_a_mail_that_was_still_being_written_is_read_again(source: MboxSource, tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(mbox_of(mail(1)) + SEPARATOR + mail(2, "Half a")[:-1])
    cursor = cursor_after(source)
    with path.open("ab") as stream:
        stream.write(b" sentence.\n\n" + mbox_of(mail(3)))
    assert texts(source.changes(cursor)) == ["Half a sentence.", "Words 3"]


@pytest.mark.parametrize("mails", [[1, 2], [5, 6, 7, 8], [0, 2, 3, 4]])
def test_a_rewritten_file_is_read_anew(source: MboxSource, tmp_path: Path, mails: list[int]) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(mbox_of(*map(mail, range(3))))
    cursor = cursor_after(source)
    path.write_bytes(mbox_of(*map(mail, mails)))
    assert texts(source.changes(cursor)) == [f"Words {number}" for number in mails]


def test_checkpoints_let_a_broken_pass_go_on(source: MboxSource, tmp_path: Path) -> None:
    (tmp_path / "inbox.mbox").write_bytes(mbox_of(*map(mail, range(1_100))))
    changes = list(source.changes(None))
    reached = [change for change in changes if isinstance(change, Reached)]
    assert len(reached) == 3
    assert len(texts(source.changes(reached[0].cursor))) == 600
    assert texts(source.changes(reached[2].cursor)) == []


def test_a_file_that_is_no_mbox_is_refused(source: MboxSource, tmp_path: Path) -> None:
    (tmp_path / "inbox.mbox").write_text("hello\n")
    with pytest.raises(SourceError, match="no mbox"):
        list(source.changes(None))


def test_what_was_never_there_is_told_apart_from_what_vanished(source: MboxSource, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"is not there$|is not there \("):
        list(source.changes(None))
    (tmp_path / "inbox.mbox").write_bytes(mbox_of(mail(1), mail(2)))
    cursor = cursor_after(source)
    (tmp_path / "inbox.mbox").unlink()
    with pytest.raises(SourceError, match="held 2 messages before; nothing was changed") as caught:
        list(source.changes(cursor))
    assert "inbox" in caught.value.hint


def test_an_empty_mbox_that_held_nothing_is_fine(source: MboxSource, tmp_path: Path) -> None:
    (tmp_path / "inbox.mbox").write_bytes(b"")
    assert texts(source.changes(cursor_after(source))) == []


@pytest.fixture
def maildir(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(tmp_path / "mail")


def test_maildir_knows_a_message_whose_flags_change_and_that_moves_to_cur(
    maildir: mailbox.Maildir, tmp_path: Path
) -> None:
    source = MaildirSource(name="mail", path=tmp_path / "mail")
    (tmp_path / "mail/new/1.M1.host").write_bytes(mail(1))
    cursor = cursor_after(source)
    (tmp_path / "mail/new/1.M1.host").rename(tmp_path / "mail/cur/1.M1.host:2,RS")
    assert texts(source.changes(cursor)) == []


def test_maildir_reads_sub_folders_but_no_drafts_trash_or_junk(maildir: mailbox.Maildir, tmp_path: Path) -> None:
    for number, folder in enumerate(["Clients", "Drafts", "Trash", "INBOX.Junk", "Sent"]):
        maildir.add_folder(folder)
        (tmp_path / f"mail/.{folder}/cur/{number}.M1.host:2,S").write_bytes(mail(number))
    assert texts(MaildirSource(name="mail", path=tmp_path / "mail").changes(None)) == ["Words 0", "Words 4"]


def test_a_folder_without_cur_is_no_maildir(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no Maildir"):
        list(MaildirSource(name="mail", path=tmp_path).changes(None))


def test_eml_folder_is_read_with_all_below_and_forgets_nothing(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "1.eml").write_bytes(mail(1))
    (tmp_path / "a/b/2.EML").write_bytes(mail(2))
    (tmp_path / "a/notes.txt").write_text("no mail")
    source = EmlFolderSource(name="eml", path=tmp_path)
    cursor = cursor_after(source)
    assert texts(source.changes(None)) == ["Words 1", "Words 2"]
    (tmp_path / "1.eml").unlink()
    settled, reached = source.changes(cursor)
    assert settled == Settled(locator=str(tmp_path / "1.eml"))
    assert isinstance(reached, Reached)
    files = reached.cursor["files"]
    assert isinstance(files, Mapping)
    assert list(files) == ["a/b/2.EML"]


def test_a_changed_eml_is_given_again_a_touched_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "1.eml"
    path.write_bytes(mail(1))
    source = EmlFolderSource(name="eml", path=tmp_path)
    cursor = cursor_after(source)
    path.touch()
    assert texts(source.changes(cursor)) == []
    path.write_bytes(mail(1, "Other words"))
    assert texts(source.changes(cursor)) == ["Other words"]


def test_a_file_that_cannot_be_read_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "1.eml").symlink_to(tmp_path / "later")
    source = EmlFolderSource(name="eml", path=tmp_path)
    changes = list(source.changes(None))
    assert isinstance(changes[0], Failed)
    assert isinstance(changes[1], Reached)
    (tmp_path / "later").write_bytes(mail(1))
    assert texts(source.changes(changes[1].cursor)) == ["Words 1"]


def test_a_maildir_that_cannot_be_listed_is_a_fault_of_the_source(
    maildir: mailbox.Maildir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refused)
    source = MaildirSource(name="mail", path=tmp_path / "mail")
    with pytest.raises(SourceError, match="cannot be read: Permission denied"):
        list(source.changes(None))
    assert source.size() is None


def test_an_mbox_that_cannot_be_opened_is_a_fault_of_the_source(
    source: MboxSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "inbox.mbox").write_bytes(mbox_of(mail(1)))
    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(SourceError, match="cannot be read: Permission denied"):
        list(source.changes(None))
    assert source.size() is None


def test_a_broken_pass_with_another_since_loses_nothing(source: MboxSource, tmp_path: Path) -> None:
    (tmp_path / "inbox.mbox").write_bytes(mbox_of(*map(mail, range(600))))
    (half_way, *_) = [change for change in source.changes(None, since=date(2030, 1, 1)) if isinstance(change, Reached)]
    assert len(texts(source.changes(half_way.cursor))) == 600
