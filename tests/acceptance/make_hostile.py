"""Writes a folder of hostile mails, notes and calendars, with good ones among them.

    python tests/acceptance/make_hostile.py FOLDER

A name says what has to come of an item: "good" ones must be read, "broken" ones must be named, and "any" may be either,
as long as nothing breaks.
"""

import io
import os
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

HEAD = b"From: Ann <ann@acme.example>\r\nTo: bob@firm.example\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n"


def mails() -> Iterator[tuple[str, bytes]]:
    """Mails by name."""
    yield "good-plain", HEAD + b"Subject: Plain\r\nMessage-ID: <plain@acme.example>\r\n\r\nGood words: plain.\r\n"
    yield (
        "good-crlf-in-from",
        b"From: =?utf-8?q?Ann=0D=0ABcc:_evil=40x.example?= <ann@acme.example>\r\n\r\nGood words: crlf.",
    )
    yield (
        "good-unknown-charset",
        HEAD + b"Content-Type: text/plain; charset=klingon\r\n\r\nGood words: charset caf\xe9.",
    )
    yield "good-zlib-charset", HEAD + b"Content-Type: text/plain; charset=zlib\r\n\r\nGood words: zlib."
    yield (
        "good-punycode-charset",
        HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\nGood words: " + b"a" * 300_000,
    )
    yield "good-header-charset", HEAD + b"Subject: =?x-none?q?Caf=E9?=\r\n\r\nGood words: subject."
    yield "good-literal-message-id", HEAD + b"Message-ID: <[x@y]>\r\n\r\nGood words: literal."
    yield "good-empty-message-id", HEAD + b"Message-ID: <>\r\n\r\nGood words: no id."
    yield "good-nul", HEAD + b"Subject: N\0ul\r\n\r\nGood words: nul \0 byte \x1b[31m escape."
    yield "good-bidi", HEAD + "Subject: invoice\u202egpj.exe\r\n\r\nGood words: \u202eerised\u2066 bidi.".encode()
    yield "good-surrogates", HEAD + b"Subject: =?utf-8?b?7aCA?= \xed\xa0\x80\r\n\r\nGood words: surrogate \xed\xa0\x80."
    yield (
        "good-bad-date",
        HEAD.replace(b"Mon, 2 Nov 2026 10:00:00", b"Foo, 99 Bar 20260 99:99:99") + b"\r\nGood words: date.",
    )
    yield "good-far-date", HEAD.replace(b"2026 10:00:00 +0000", b"9999 23:59:59 -2359") + b"\r\nGood words: far."
    yield "good-huge-offset", HEAD.replace(b"+0000", b"+99999999") + b"\r\nGood words: offset."
    yield "good-naive-date", HEAD.replace(b"+0000", b"-0000") + b"\r\nGood words: naive."
    yield "good-no-date", b"From: ann@acme.example\r\nSubject: Undated\r\n\r\nGood words: undated."
    yield "good-raw-8bit", b"From: J\xf6rg <j@acme.example>\r\nSubject: Gr\xfc\xdfe\r\n\r\nGood words: raw \xe9."
    yield "good-ascii-lie", HEAD + b"Content-Type: text/plain; charset=us-ascii\r\n\r\nGood words: caf\xc3\xa9."
    yield (
        "good-bad-base64",
        HEAD + b"Content-Transfer-Encoding: base64\r\n\r\nR29vZCB3b3JkczogYmFzZTY0Lg!!!==\xff\r\n=a",
    )
    yield (
        "good-bad-quoted-printable",
        HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\nGood words: =ZZ =\r\n=",
    )
    yield (
        "good-bad-uuencode",
        HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 x\r\nGood words\r\n~~~\r\nend",
    )
    yield "good-unknown-encoding", HEAD + b"Content-Transfer-Encoding: rot13\r\n\r\nGood words: encoding."
    yield "good-no-boundary", HEAD + b"Content-Type: multipart/mixed\r\n\r\nGood words: no boundary."
    yield "good-unclosed", HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nGood words: unclosed.'
    yield "good-10-mb-line", HEAD + b"Subject: Long\r\n\r\nGood words: " + b"x" * 10_000_000
    yield "good-10-mb-header", HEAD + b"X-Long: " + b"y" * 10_000_000 + b"\r\n\r\nGood words: long header."
    yield "good-many-recipients", HEAD + b"Cc: " + b"a@b.example, " * 50_000 + b"\r\n\r\nGood words: recipients."
    yield "good-comments", HEAD + b"Cc: " + b"(" * 50_000 + b"\r\n\r\nGood words: comments."
    yield "good-many-headers", HEAD + b"X-A: b\r\n" * 50_000 + b"\r\nGood words: headers."
    yield "good-deep-html", HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 200_000 + b"Good words: deep."
    yield (
        "good-misnested-html",
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a><b><i>" * 50_000 + b"Good words: nested.",
    )
    yield "good-open-tags", HEAD + b"Content-Type: text/html\r\n\r\nGood words: tags. " + b"<a " * 300_000
    yield (
        "good-entities",
        HEAD + b"Content-Type: text/html\r\n\r\nGood words: &#0;&#xD800;&#1114112;&nbsp;&bogus; &amp;.",
    )
    yield "good-encoded-words", HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\n\r\nGood words: encoded."
    yield "good-broken-encoded-word", HEAD + b"Subject: =?utf-8?b?A?= =?utf-8?b?!!!?=\r\n\r\nGood words: broken word."
    yield "good-duplicate-headers", HEAD * 3 + b"\r\nGood words: twice."
    yield (
        "good-rfc2231",
        HEAD + b"Content-Type: text/plain; charset*=bogus''utf-8; charset*9999=x\r\n\r\nGood words: 2231.",
    )
    yield "any-rfc822-loop", HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 40 + b"Good words: loop."
    yield "broken-empty", b""
    yield "broken-nothing", b"\0" * 100
    yield "broken-no-headers", b"\r\n\r\nonly words"
    yield "broken-nested", _nested(2_000)
    yield (
        "broken-many-parts",
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\n\r\n" * 200_000,
    )
    yield "broken-26-mb", HEAD + b"\r\n" + b"too much\r\n" * 2_600_000
    yield "any-deep", _nested(100)
    yield "any-binary", bytes(range(256)) * 40
    yield "any-html-as-mail", b"<html><body>Not a mail</body></html>"


def notes() -> Iterator[tuple[str, bytes]]:
    """Notes by file name."""
    yield "good-note.md", b"# A note\n\nGood words: note.\n"
    yield "good-bad-yaml.md", b"---\ntitle: [unclosed\n\tx: y\n---\nGood words: broken YAML.\n"
    yield "good-laughs.md", _laughs() + b"Good words: laughs.\n"
    yield "good-merged-laughs.md", _laughs(merge=True) + b"Good words: merged laughs.\n"
    yield "good-deep-yaml.md", b"---\ntitle: " + b"[" * 5_000 + b"\n---\nGood words: deep YAML.\n"
    yield "good-huge-yaml.md", b"---\n" + b"key: value\n" * 200_000 + b"---\nGood words: huge YAML.\n"
    yield "good-yaml-types.md", b"---\ntitle: {a: b}\ndate: 0000-99-99\nattendees: 12\n---\nGood words: types.\n"
    yield "good-yaml-code.md", b"---\ntitle: !!python/object/apply:os.system ['true']\n---\nGood words: code.\n"
    yield "good-invalid-utf8.txt", b"Good words: \xff\xfe\xfd is no UTF-8. Caf\xe9"
    yield "good-utf16.txt", "Good words: sixteen.".encode("utf-16")
    yield "good-odd-utf16.txt", "Good words: odd.".encode("utf-16") + b"\xd8"
    yield "good-nul.txt", b"Good words:\0 nul\0."
    yield "good-links.md", b"Good words: " + b"[[" * 100_000 + b" links."
    yield "good-labels.txt", b"Good words: labels\n" + b"a " * 500_000 + b":"
    yield "good-2026-99-99.txt", b"Good words: no such day, 2026-13-45 either."
    yield "good-empty.md", b""
    yield "good-long-line.srt", b"1\n00:00:01,000 --> 00:00:02,000\nGood words: " + b"w" * 1_000_000 + b"\n\n"
    yield "good-overlapping.srt", b"1\n00:00:09,000 --> 00:00:01,000\nGood words: backwards.\n\n9\nnonsense\n\n" * 200
    yield (
        "good-empty-cues.vtt",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\n<v Ann>Good words: cue.\n",
    )
    yield (
        "good-unclosed-voice.vtt",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Good words\n<<<v>>> Good words: voice.\n",
    )
    yield "broken-no-header.vtt", b"00:00:01.000 --> 00:00:02.000\nwords\n"
    yield "broken-nonsense.srt", b"this is no subtitle file at all\n" * 100
    yield "any-digits.srt", b"1\n" * 100_000
    yield "any-times.vtt", b"WEBVTT\n\n" + b"00:00:01.000 --> " * 50_000
    yield "broken-bomb.docx", _zip({"word/document.xml": b"0" * 60_000_000})
    yield "broken-many.docx", _zip({f"word/{number}.xml": b"" for number in range(6_000)})
    yield "broken-truncated.docx", _zip({"word/document.xml": os.urandom(5_000)})[:3_000]
    yield "broken-no-zip.docx", b"PK\x03\x04 no zip at all"
    yield "broken-other-zip.docx", _zip({"hello.txt": b"hello"})
    yield "broken-6-mb.txt", b"too much " * 700_000


def calendars() -> Iterator[tuple[str, bytes]]:
    """Calendars by file name."""
    good = event("good", "Good words: calendar")
    yield "good-event.ics", calendar(good)
    yield "good-beside-broken.ics", calendar(event("a", "Broken start", start="DTSTART:yesterday") + good)
    yield "good-unclosed.ics", calendar(good + "BEGIN:VEVENT\r\nUID:u\r\nSUMMARY:Unclosed\r\n")
    yield "good-garbage.ics", calendar("::::;;;\r\n" + good + "\0\0garbage without a colon\r\n")
    yield "good-twice.ics", calendar(good + event("good", "Good words: the same UID"))
    yield "good-no-uid.ics", calendar(good.replace("UID:good\r\n", ""))
    yield "good-unknown-zone.ics", calendar(good.replace("DTSTART:", "DTSTART;TZID=Mars/Olympus:"))
    yield "good-far.ics", calendar(event("f", "Good words: far", start="DTSTART:99991231T235959Z"))
    yield "good-first.ics", calendar(event("f", "Good words: first", start="DTSTART:00010101T000000"))
    yield "good-backwards.ics", calendar(event("b", "Good words: backwards", more="DTEND:20200101T000000Z\r\n"))
    yield (
        "good-odd-people.ics",
        calendar(event("p", "Good words: people", more="ATTENDEE:nonsense\r\nORGANIZER;CN=:x\r\n")),
    )
    yield "good-long-line.ics", calendar(event("l", "Good words: long", more="DESCRIPTION:" + "x" * 3_000_000 + "\r\n"))
    yield "good-many.ics", calendar("".join(event(f"m{number}", "Good words: many") for number in range(1_000)))
    for name, rule in {
        "secondly": "FREQ=SECONDLY",
        "minutely": "FREQ=MINUTELY",
        "hourly": "FREQ=HOURLY",
        "all-day-long": "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=0,10,20,30",
        "never": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "no-interval": "FREQ=DAILY;INTERVAL=0",
        "nonsense": "FREQ=SOMETIMES;UNTIL=whenever",
        "huge-interval": "FREQ=YEARLY;INTERVAL=999999999999",
        "huge-count": "FREQ=DAILY;COUNT=99999999999",
    }.items():
        yield f"good-rule-{name}.ics", calendar(event("r", f"Good words: {name}", more=f"RRULE:{rule}\r\n"))
    old = event("o", "Good words: old", start="DTSTART:16010101T000000Z", more="RRULE:FREQ=DAILY\r\n")
    yield "good-rule-old.ics", calendar(old)
    yield "broken-start.ics", calendar(event("s", "No start", start=""))
    yield "broken-empty.ics", b""
    yield "broken-no-calendar.ics", b"hello"
    yield "any-nested.ics", ("BEGIN:VCALENDAR\r\n" * 2_000).encode()


def event(uid: str, title: str, *, start: str = "DTSTART:20261102T100000Z", more: str = "") -> str:
    """The lines of one entry."""
    begin = f"{start}\r\n" if start else ""
    return f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261101T000000Z\r\n{begin}SUMMARY:{title}\r\n{more}END:VEVENT\r\n"


def calendar(events: str) -> bytes:
    """A calendar of entries."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{events}END:VCALENDAR\r\n".encode()


def make_hostile(folder: Path) -> None:
    """Write everything to `folder`: mail/*.eml, mail.mbox, maildir/, notes/ and calendars/."""
    mail, maildir = folder / "mail", folder / "maildir"
    for made in (mail, folder / "notes", folder / "calendars", *(maildir / box for box in ("cur", "new", "tmp"))):
        made.mkdir(parents=True)
    written = dict(mails())
    for name, raw in written.items():
        (mail / f"{name}.eml").write_bytes(raw)
        (maildir / "cur" / f"{name}:2,S").write_bytes(raw)
    with (folder / "mail.mbox").open("wb") as mbox:
        mbox.write(b"garbage before the first message\n\n")
        for raw in written.values():
            mbox.write(
                b"From ann@acme.example Mon Nov  2 10:00:00 2026\n" + raw.replace(b"\nFrom ", b"\n>From ") + b"\n\n"
            )
    for name, raw in notes():
        (folder / "notes" / name).write_bytes(raw)
    for name, raw in calendars():
        (folder / "calendars" / name).write_bytes(raw)
    for place, suffix in ((mail, ".eml"), (folder / "notes", ".md"), (folder / "calendars", ".ics")):
        (place / f"a folder{suffix}").mkdir()
        (place / f"broken-link{suffix}").symlink_to("nowhere")
        (place / f"broken-loop{suffix}").symlink_to(f"broken-loop{suffix}")
        (place / "parent").symlink_to("..", target_is_directory=True)
        os.mkfifo(place / f"broken-pipe{suffix}")
        shutil.copy(next(place.glob(f"good*{suffix}")), place / f"any-unreadable{suffix}")
        (place / f"any-unreadable{suffix}").chmod(0)


def _nested(depth: int) -> bytes:
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (level, level) for level in range(depth)
    )
    return HEAD + opened + b"\r\ndeep inside"


def _laughs(*, merge: bool = False) -> bytes:
    lines = ["a0: &a0 {k: v}" if merge else "a0: &a0 [ha, ha]"]
    for level in range(1, 12):
        again = ", ".join([f"*a{level - 1}"] * 10)
        lines.append(f"a{level}: &a{level} {{<<: [{again}]}}" if merge else f"a{level}: &a{level} [{again}]")
    return ("---\n" + "\n".join(lines) + "\nattendees: *a11\n---\n").encode()


def _zip(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return stream.getvalue()


if __name__ == "__main__":
    make_hostile(Path(sys.argv[1]))
