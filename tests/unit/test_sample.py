"""The shipped sample world: every file is read by a standard tool, and nobody in it can be a real person."""

import csv
import email
import io
import mailbox
import re
import tomllib
from collections import Counter
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from typing import Any, cast

import docx
import icalendar
import recurring_ical_events
import srt
import vobject
import webvtt

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "assistant" / "sample"
NOW = datetime.fromisoformat("2026-11-20T09:00:00+00:00")
FIRST_DAY = datetime.fromisoformat("2026-09-11T00:00:00+01:00")
ADDRESS = re.compile(r"[\w.+=-]+@[\w-]+(?:\.[\w-]+)+")
# Ofcom keeps these for drama: 0117 496 0000-0999, 01632 960000-960999 and 020 7946 0000-0999.
PHONE = re.compile(r"(?<![\w-])(?:0|\+44[- ]?)\d[\d -]{7,}\d")
DRAMA = re.compile(r"(?:0|44)(?:1174960|1632960|2079460)\d{3}")
LINK = re.compile(r"https?://([^/\s\"'>;]+)")
ROLES = {"customer", "former_customer", "provider", "partner", "professional", "friend", "family", "prospect", "other"}


def parse(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def inbox() -> list[EmailMessage]:
    box = mailbox.mbox(SAMPLE / "mail" / "inbox.mbox", create=False)
    try:
        return [parse(message.as_bytes()) for message in box]
    finally:
        box.close()


def sent() -> list[EmailMessage]:
    return [parse(message.as_bytes()) for message in mailbox.Maildir(SAMPLE / "mail" / "sent", create=False)]


def loose() -> list[EmailMessage]:
    return [parse(path.read_bytes()) for path in sorted((SAMPLE / "mail" / "loose").glob("*.eml"))]


def mails() -> list[EmailMessage]:
    return [*inbox(), *sent(), *loose()]


def texts(message: EmailMessage) -> list[str]:
    return [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]


def rows(name: str, after: str = "") -> list[dict[str, str]]:
    text = (SAMPLE / "people" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text[text.index(after) :])))


def calendar() -> Any:
    return icalendar.Calendar.from_ical((SAMPLE / "calendar" / "calendar.ics").read_bytes())


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((SAMPLE / name).read_text(encoding="utf-8"))


def addresses(message: EmailMessage, *headers: str) -> set[str]:
    return {address for _, address in getaddresses([str(message[name]) for name in headers if message[name]])}


def readable() -> dict[str, str]:
    """Everything that a person could read in the sample, decoded, by where it stands."""
    word = docx.Document(str(next((SAMPLE / "notes").glob("*.docx"))))
    found = {"word note": "\n".join(paragraph.text for paragraph in word.paragraphs)}
    for message in mails():
        # A boundary is a long number that nobody rings.
        headers = [str(value) for name, value in message.items() if name != "Content-Type"]
        found[str(message["Message-ID"])] = "\n".join([*headers, *texts(message)])
    for path in SAMPLE.rglob("*"):
        if path.suffix in {".md", ".txt", ".vtt", ".srt", ".csv", ".toml"}:
            found[path.name] = path.read_text(encoding="utf-8")
        elif path.suffix in {".ics", ".vcf"}:
            found[path.name] = re.sub(r"\r\n[ \t]", "", path.read_bytes().decode("utf-8"))
    return found


def test_mail_is_complete_and_lies_in_the_ten_weeks() -> None:
    assert (len(inbox()), len(sent()), len(loose())) == (23, 4, 7)
    for message in mails():
        assert not message.defects, message["Message-ID"]
        assert not [part.defects for part in message.walk() if part.defects], message["Message-ID"]
        assert addresses(message, "From"), message["Message-ID"]
        assert all(text.strip() and "�" not in text for text in texts(message)), message["Message-ID"]
        sent_at = parsedate_to_datetime(str(message["Date"]))
        assert FIRST_DAY <= sent_at <= NOW, message["Message-ID"]
        assert sent_at.strftime("%z") == ("+0100" if sent_at.date() < date(2026, 10, 25) else "+0000")


def test_message_ids_are_unique_and_threads_resolve() -> None:
    ids = Counter(str(message["Message-ID"]).strip() for message in mails())
    assert max(ids.values()) == 1
    parents = [str(message["In-Reply-To"]).strip() for message in mails() if message["In-Reply-To"]]
    assert len(parents) == 6
    assert set(parents) <= set(ids)
    for message in mails():
        if message["In-Reply-To"]:
            assert str(message["References"]).split()[-1] == str(message["In-Reply-To"]).strip()


def test_mbox_is_in_order_and_quotes_from_lines() -> None:
    dates = [parsedate_to_datetime(str(message["Date"])) for message in inbox()]
    assert dates == sorted(dates)
    raw = (SAMPLE / "mail" / "inbox.mbox").read_text(encoding="ascii")
    assert len(re.findall(r"^From \S+@\S+ \w{3} \w{3} [ \d]\d [\d:]{8} 2026$", raw, re.M)) == 23
    assert len(re.findall(r"^From ", raw, re.M)) == 23
    assert re.search(r"^>From Monday", raw, re.M)


def test_mail_comes_in_the_forms_that_programs_write() -> None:
    raw = "\n".join(message.as_string() for message in mails()).lower()
    for form in (
        "multipart/alternative",
        "gmail_quote",
        "msonormal",
        "sent from my iphone",
        "get outlook for android",
        "format=flowed",
        "iso-8859-1",
        "windows-1252",
        "content-transfer-encoding: base64",
        "content-transfer-encoding: quoted-printable",
        "text/calendar",
        "list-unsubscribe",
        "auto-submitted",
    ):
        assert form in raw, form


def test_sent_mail_is_the_users_and_its_names_serve_every_system() -> None:
    assert all(addresses(message, "From") == {"maren@holtandfen.example"} for message in sent())
    for folder in ("cur", "new", "tmp"):
        names = [path.name for path in (SAMPLE / "mail" / "sent" / folder).iterdir()]
        assert names, folder
        assert all(re.fullmatch(r"\d{10}\.M\d+P\d+\.\w+|\.keep", name) for name in names)


def test_notes_are_read_by_their_tools() -> None:
    notes = {path.suffix: path for path in sorted((SAMPLE / "notes").iterdir())}
    assert set(notes) == {".md", ".txt", ".vtt", ".srt", ".docx"}
    assert len(list((SAMPLE / "notes").iterdir())) == 6
    assert all(re.match(r"2026-\d\d-\d\d ", path.name) for path in (SAMPLE / "notes").iterdir())
    captions = webvtt.read(str(notes[".vtt"])).captions
    assert len(captions) == 10
    assert {caption.voice for caption in captions} == {"Marcus Thrale", "Maren Holt", "Idris Fen", "Anjali Deshmukh"}
    subtitles = list(srt.parse(notes[".srt"].read_text(encoding="utf-8")))
    assert len(subtitles) == 8
    assert all(re.match(r"[A-Z][\w-]+ [A-Z][\w-]+: ", subtitle.content) for subtitle in subtitles)
    assert len(re.findall(r"^(?:Maren Holt|Yusuf Karim)  \d+:\d\d$", notes[".txt"].read_text("utf-8"), re.M)) == 12
    minutes, breakfast = (path.read_text("utf-8") for path in sorted((SAMPLE / "notes").glob("*.md")))
    assert "Present: Alastair Penhale (AP)" in minutes
    assert breakfast.startswith("---\ntitle: ")
    assert "[[Tamsin Weir]]" in breakfast
    assert len(docx.Document(str(notes[".docx"])).paragraphs) == 7


def test_calendar_has_the_week_around_now() -> None:
    raw = (SAMPLE / "calendar" / "calendar.ics").read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    events = calendar().walk("VEVENT")
    assert len(events) == 14
    assert not [event.errors for event in events if event.errors]
    week = recurring_ical_events.of(calendar()).between("20261028", "20261128")
    breakfasts = sorted(e["DTSTART"].dt.isoformat() for e in week if str(e["SUMMARY"]).startswith("Harbourside"))
    assert breakfasts == [
        "2026-11-04T07:30:00+00:00",
        "2026-11-11T07:30:00+00:00",
        "2026-11-18T07:30:00+00:00",
        "2026-11-25T08:00:00+00:00",
    ]
    assert [event for event in events if not isinstance(event["DTSTART"].dt, datetime)]


def test_yesterdays_meeting_had_two_people_from_outside() -> None:
    (meeting,) = [
        event
        for event in recurring_ical_events.of(calendar()).at((2026, 11, 19))
        if event["DTEND"].dt <= NOW and "ATTENDEE" in event
    ]
    outside = {str(who).removeprefix("mailto:") for who in meeting["ATTENDEE"]} - {"maren@holtandfen.example"}
    assert outside == {"rhodri@paskcoffee.example", "nell@arberyceramics.example"}
    parts = [part for message in loose() for part in message.walk()]
    (invitation,) = [part.get_content() for part in parts if part.get_content_subtype() == "calendar"]
    (invited,) = cast(Any, icalendar.Calendar.from_ical(invitation)).walk("VEVENT")
    assert (invited["UID"], invited["DTSTART"].dt) == (meeting["UID"], meeting["DTSTART"].dt)


def test_people_files_agree_with_each_other() -> None:
    people = rows("people.csv")
    known = {person["email"]: person["name"] for person in people}
    assert len(known) == len(people) == 36
    assert {person["role"] for person in people} == ROLES
    cards = list(vobject.readComponents((SAMPLE / "people" / "contacts.vcf").read_text(encoding="utf-8")))
    assert len(cards) == 12
    assert {card.version.value for card in cards} == {"3.0", "4.0"}
    for card in cards:
        assert known[card.email_list[0].value] == card.fn.value
    assert sum(len(card.email_list) > 1 for card in cards) == 4
    assert sum(hasattr(card, "note") for card in cards) == 1
    connections = rows("connections.csv", after="First Name,")
    assert len(connections) == 12
    assert sum(bool(row["Email Address"]) for row in connections) == 2
    assert all(datetime.strptime(f"{row['Connected On']} +0000", "%d %b %Y %z") <= NOW for row in connections)


def test_bullpen_is_of_twelve_with_evidence() -> None:
    topics = {line.split("\t")[0] for line in (ROOT / "nlp" / "topics.tsv").read_text("utf-8").splitlines()[1:]}
    providers = toml("bullpen.toml")["provider"]
    assert len({provider["email"] for provider in providers}) == len(providers) == 12
    for provider in providers:
        assert set(provider["services"]) <= topics, provider["name"]
        assert all(provider[key] for key in ("name", "organisation", "does", "not_for", "area", "ideal_client"))
        for evidence in provider["evidence"]:
            assert evidence["kind"] in {"visit", "work_seen", "client_word", "own_customer"}
            assert evidence["date"] < NOW.date()
            assert evidence["note"]
    serving = Counter(service for provider in providers for service in provider["services"])
    assert {service for service, count in serving.items() if count > 1} == {"website", "trades"}
    assert [p["paused_until"] for p in providers if "paused_until" in p] == [date(2026, 12, 5)]
    listed = {person["email"] for person in rows("people.csv") if person["role"] == "provider"}
    assert listed == {provider["email"] for provider in providers}


def test_story_speaks_of_people_in_the_sample() -> None:
    story = toml("story.toml")
    providers = {provider["email"]: provider["services"] for provider in toml("bullpen.toml")["provider"]}
    writers = {address for message in inbox() for address in addresses(message, "From")}
    assert story["seeker"] in writers
    assert story["category"] in providers[story["provider"]]
    assert [answer["side"] for answer in story["answer"]] == ["seeker", "provider", "seeker"]
    dates = [answer["date"] for answer in story["answer"]]
    assert dates == sorted(dates)
    assert dates[0] > NOW
    assert [prompt["answer"] for prompt in story["prompt"]] == ["no", "later"]
    assert {prompt["seeker"] for prompt in story["prompt"]} <= writers
    assert [prompt["until"] > NOW.date() for prompt in story["prompt"] if "until" in prompt] == [True]


def test_nobody_can_be_reached() -> None:
    for place, text in readable().items():
        strange = {address for address in ADDRESS.findall(text) if not address.endswith(".example")}
        assert not strange, f"{place}: {strange}"
        strange = {host for host in LINK.findall(text) if not host.endswith(".example")}
        assert not strange, f"{place}: {strange}"
        strange = {number for number in PHONE.findall(text) if not DRAMA.fullmatch(re.sub(r"\D", "", number))}
        assert not strange, f"{place}: {strange}"


def test_the_checks_for_addresses_and_numbers_see_real_ones() -> None:
    assert ADDRESS.findall("write to <ann.lee@post.example.com>!") == ["ann.lee@post.example.com"]
    assert PHONE.findall("ring 0117 496 0123 or tel:+44-117-123-4567") == ["0117 496 0123", "+44-117-123-4567"]
    assert DRAMA.fullmatch("01174960123")
    assert not DRAMA.fullmatch("441171234567")


def test_readme_names_every_file() -> None:
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    files = {path.relative_to(SAMPLE) for path in SAMPLE.rglob("*") if path.is_file()}
    maildir = {path for path in files if path.is_relative_to("mail/sent")}
    assert {path for path in files - maildir if f"`{path.as_posix()}`" not in readme} == {Path("README.md")}
