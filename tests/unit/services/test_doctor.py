"""The doctor: every part is looked at, whichever others are broken, and each fault says what to do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Never

import pytest

from assistant.adapters.memory import MemorySecrets, MemoryStore
from assistant.adapters.memory_readers import MemoryReader
from assistant.domain.accounts import AccountSettings
from assistant.domain.sources import Failure, SourceState
from assistant.errors import ReaderError, StoreError, UserError
from assistant.ports import Account, Check, Dialogue, DocumentSource, Mailbox, PeopleSource, Reader, Record, Store
from assistant.services.doctor import LEAST_SPACE, Doctor

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class FakeAccount:
    """An account whose checks are given; `error` ends them."""

    name = "work"
    settings = AccountSettings(name="work", type="caldav")

    def __init__(self, *checks: Check, error: UserError | None = None) -> None:
        self._checks = checks
        self._error = error

    def connect(self, dialogue: Dialogue) -> None:
        raise NotImplementedError

    def checks(self) -> Iterator[Check]:
        yield from self._checks
        if self._error:
            raise self._error

    def document_sources(self) -> tuple[DocumentSource, ...]:
        return ()

    def people_sources(self) -> tuple[PeopleSource, ...]:
        return ()

    def mailbox(self) -> Mailbox | None:
        return None


def doctor(
    store: Store | None = None, *, accounts: tuple[Account, ...] = (), free: int = 10 * LEAST_SPACE, **more: object
) -> Doctor:
    kept = store or MemoryStore()
    parts: dict[str, object] = {"store": lambda: kept, "reader": MemoryReader, "secrets": MemorySecrets(), **more}
    return Doctor(clock=lambda: NOW, free=lambda: free, accounts=accounts, **parts)  # type: ignore[arg-type]


def faults(doctor: Doctor) -> list[Check]:
    return [check for check in doctor.checks() if check.problem]


def whats(doctor: Doctor) -> list[str]:
    return [check.what for check in doctor.checks()]


def test_all_is_well() -> None:
    store = MemoryStore()
    account = FakeAccount(Check(what="work: signed in"))
    well = doctor(store, accounts=(account,), folders={"notes": Path("/")})
    assert faults(well) == []
    assert whats(well) == [
        "the store opens, and can be written",
        "5.0 GB are free for the store",
        "the clock has not gone back",
        "the language model is there (script 1)",
        "notes: / is there",
        "passwords lie in memory",
        "work: signed in",
    ]
    assert store.count(SourceState) == 0  # the trial was taken back


def test_without_accounts_nobody_asks_for_passwords() -> None:
    class Refusing(MemorySecrets):
        def checks(self) -> Iterator[Check]:
            raise AssertionError

    assert faults(doctor(secrets=Refusing())) == []


def test_a_store_that_does_not_open_keeps_nothing_else_from_being_looked_at() -> None:
    def broken() -> Store:
        raise StoreError("it is damaged", hint="restore a backup")

    checks = list(doctor(store=None, sources=lambda: ["mail"]).checks())
    assert len([check for check in checks if check.problem]) == 1  # the control: only that it was not read yet
    ill = Doctor(
        clock=lambda: NOW,
        store=broken,
        free=lambda: 0,
        reader=MemoryReader,
        secrets=MemorySecrets(),
        sources=lambda: ["mail"],
        accounts=(FakeAccount(Check(what="work: signed in")),),
    )
    assert [(check.what, check.problem, check.hint) for check in faults(ill)] == [
        ("the store", "it is damaged", "restore a backup"),
        ("0.0 GB are free for the store", "that may run out", "free some space on the disk, or move the data"),
    ]
    assert "work: signed in" in whats(ill)


def test_a_store_that_cannot_be_written_is_found_out() -> None:
    class ReadOnly(MemoryStore):
        def put(self, *records: Record) -> int:
            raise StoreError("the disk is read-only", hint="make it writable")

    (fault,) = faults(doctor(ReadOnly()))
    assert (fault.what, fault.problem, fault.hint) == ("the store", "the disk is read-only", "make it writable")


def test_a_missing_language_model_is_named() -> None:
    def missing() -> Reader:
        raise ReaderError("the model is not installed", hint="pip install it")

    (fault,) = faults(doctor(reader=missing))
    assert (fault.what, fault.problem) == ("the language model", "the model is not installed")


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    (fault,) = faults(doctor(folders={"here": tmp_path, "notes": tmp_path / "notes"}))
    assert (fault.what, fault.problem) == (f"notes: {tmp_path / 'notes'}", "it is not there")
    assert fault.hint


def test_an_account_that_breaks_off_does_not_hide_the_next() -> None:
    first = FakeAccount(Check(what="reached"), error=UserError("the keyring is locked", hint="unlock it"))
    second = FakeAccount(Check(what="second", problem="no sign-in", hint="assistant connect second"))
    checks = list(doctor(accounts=(first, second)).checks())[-3:]
    assert [check.what for check in checks] == ["reached", "work", "second"]
    assert [check.hint for check in checks] == ["", "unlock it", "assistant connect second"]


@pytest.mark.parametrize(
    ("ago", "what", "problem"),
    [
        (timedelta(hours=1), "mail is complete until 08:30 on 20 November 2026", ""),
        (timedelta(days=3), "mail is complete until 09:30 on 17 November 2026", ""),
        (timedelta(days=4), "mail", "it is complete only until 09:30 on 16 November 2026"),
        (None, "mail is read", ""),
    ],
)
def test_it_says_until_when_a_source_is_complete(ago: timedelta | None, what: str, problem: str) -> None:
    store = MemoryStore()
    store.put(SourceState(id="mail", until=NOW - ago if ago else None))
    (check,) = [check for check in doctor(store, sources=lambda: ["mail"]).checks() if check.what.startswith("mail")]
    assert (check.what, check.problem) == (what, problem)
    assert bool(check.hint) == bool(problem)


def test_a_source_that_was_never_read_is_named() -> None:
    (fault,) = faults(doctor(sources=lambda: ["mail"]))
    assert (fault.what, fault.problem, fault.hint) == ("mail", "it was not read yet", "assistant sync")


def test_contacts_that_were_read_count_as_read() -> None:
    store = MemoryStore()
    store.put(SourceState(id="file: people"))
    assert faults(doctor(store, sources=lambda: ["people"])) == []


def test_it_counts_what_could_not_be_read() -> None:
    store = MemoryStore()
    store.put(SourceState(id="mail"), Failure(id="f-1", source="mail", locator="m 1", problem="torn", at=NOW))
    assert "mail is read; 1 of its items cannot be read" in whats(doctor(store, sources=lambda: ["mail"]))


@pytest.mark.parametrize(("ahead", "found"), [(timedelta(minutes=2), 0), (timedelta(minutes=3), 1)])
def test_a_clock_that_went_back_is_noticed(ahead: timedelta, found: int) -> None:
    store = MemoryStore()
    store.put(SourceState(id="mail", until=NOW + ahead))
    assert len(faults(doctor(store))) == found


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (OSError(5, "Input/output error"), "Input/output error"),
        (KeyError("a password"), "the assistant has made a mistake here (KeyError)"),
    ],
    ids=["disk", "ours"],
)
def test_whatever_goes_wrong_the_other_parts_are_looked_at(error: Exception, problem: str) -> None:
    def broken() -> Never:
        raise error

    class Broken(FakeAccount):
        checks = property(lambda self: broken)

    accounts = (Broken(), FakeAccount(Check(what="second")))
    well = doctor(accounts=accounts, reader=broken, sources=broken)
    ill = replace(well, store=broken)
    assert [(fault.what, fault.problem) for fault in faults(ill)] == [
        ("the store", problem),
        ("the language model", problem),
        ("work", problem),
    ]
    assert all(fault.hint and "password" not in fault.hint for fault in faults(ill))
    assert whats(ill)[-1] == "second"
    assert [fault.problem for fault in faults(doctor(sources=broken))] == [problem]


def test_a_server_that_never_answers_is_not_waited_for() -> None:
    never = Event()

    class Silent(FakeAccount):
        def checks(self) -> Iterator[Check]:
            yield Check(what="reached")
            never.wait()

    slow = doctor(accounts=(Silent(), Silent(), FakeAccount(Check(what="third"))), patience=0.2)
    started = monotonic()
    told = [(check.what, check.problem) for check in slow.checks()][-5:]
    never.set()
    assert monotonic() - started < 2
    silence = ("work", "no answer came in time")
    assert told == [("reached", ""), silence, ("reached", ""), silence, ("third", "")]


def test_the_same_problem_of_an_account_is_told_once() -> None:
    revoked = {"problem": "the sign-in was withdrawn", "hint": "assistant connect work"}
    account = FakeAccount(Check(what="mail", **revoked), Check(what="calendar", **revoked), Check(what="clock"))
    checks = list(doctor(accounts=(account, account)).checks())
    assert [check.what for check in checks if check.problem] == ["mail", "mail"]
    assert [check.what for check in checks].count("clock") == 2


def test_what_is_wrong_with_the_passwords_is_told() -> None:
    class Open(MemorySecrets):
        def checks(self) -> Iterator[Check]:
            yield Check(what="passwords", problem="others may read them", hint="chmod")
            raise UserError("the keyring is locked", hint="unlock it")

    found = faults(doctor(accounts=(FakeAccount(),), secrets=Open()))
    assert [fault.hint for fault in found] == ["chmod", "unlock it"]
