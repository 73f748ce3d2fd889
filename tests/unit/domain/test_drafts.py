"""A draft: approved by its hash, void once it is changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.people import Participant
from assistant.errors import ConsentError, TransitionError

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANNA = Participant(name="Anna Okafor", address="anna@bakery.example")
WAITING = Draft(
    id="d-1",
    introduction_id="i-1",
    kind=DraftKind.ASK_SEEKER,
    to=(ANNA,),
    subject="Payroll",
    text="Hello.\n",
    html="<p>Hello.</p>",
    created_at=AT,
)
APPROVED = WAITING.approved(WAITING.hash, at=AT)
DELIVERED = APPROVED.delivered("there", at=AT)
DISCARDED = WAITING.discarded()


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Payrol"},
        {"text": "Hello\n"},
        {"html": "<p>Hello</p>"},
        {"to": (replace(ANNA, address="b@bakery.example"),)},
        {"to": (replace(ANNA, name="Anna"),)},
        {"to": (), "cc": (ANNA,)},
        {"cc": (ANNA,)},
        {"in_reply_to": "<a@b>"},
        {"references": ("<a@b>",)},
    ],
)
def test_the_hash_is_of_all_that_the_recipient_gets(change: dict[str, object]) -> None:
    changed = replace(WAITING, **change)  # type: ignore[arg-type]
    assert changed.hash != WAITING.hash
    with pytest.raises(ConsentError, match="changed after you looked"):
        changed.approved(WAITING.hash, at=AT)
    with pytest.raises(ConsentError, match="not the text that was approved"):
        replace(APPROVED, **change).delivered("there", at=AT)  # type: ignore[arg-type]


def test_the_hash_is_of_nothing_else() -> None:
    assert replace(WAITING, id="d-2", tone="brief", created_at=datetime(2027, 1, 1, tzinfo=UTC)).hash == WAITING.hash
    assert APPROVED.hash == DELIVERED.hash == WAITING.hash


def test_parts_do_not_run_together_in_the_hash() -> None:
    one, other = replace(WAITING, subject="a", text="bc"), replace(WAITING, subject="ab", text="c")
    assert one.hash != other.hash


def test_approving_again_changes_nothing() -> None:
    assert APPROVED.approved(WAITING.hash, at=AT) is APPROVED
    assert DELIVERED.approved(WAITING.hash, at=AT) is DELIVERED
    assert DELIVERED.delivered("elsewhere", at=AT) is DELIVERED
    assert DISCARDED.discarded() is DISCARDED


def test_an_edit_voids_the_approval() -> None:
    edited = APPROVED.edited(subject="Payroll", text="Other.\n", html="<p>Other.</p>")
    assert (edited.state, edited.approved_hash, edited.approved_at) == (DraftState.WAITING, "", None)
    with pytest.raises(TransitionError):
        edited.delivered("there", at=AT)
    assert APPROVED.edited(subject=APPROVED.subject, text=APPROVED.text, html=APPROVED.html) is APPROVED


@pytest.mark.parametrize("draft", [DELIVERED, DISCARDED])
def test_what_is_gone_cannot_be_changed(draft: Draft) -> None:
    with pytest.raises(TransitionError, match=f"is {draft.state} already"):
        draft.edited(subject="x", text="x", html="x")


def test_states_are_left_only_where_they_may_be() -> None:
    actions: tuple[Callable[[], object], ...] = (
        lambda: DISCARDED.approved(WAITING.hash, at=AT),
        lambda: DISCARDED.delivered("there", at=AT),
        lambda: WAITING.delivered("there", at=AT),
        lambda: DELIVERED.discarded(),
        lambda: DELIVERED.restored(),
        lambda: WAITING.restored(),
        lambda: DELIVERED.approved("0" * 64, at=AT),
    )
    for action in actions:
        with pytest.raises(TransitionError):
            action()


def test_a_restored_draft_waits_for_a_new_approval() -> None:
    restored = APPROVED.discarded().restored()
    assert (restored.state, restored.approved_hash) == (DraftState.WAITING, "")


@pytest.mark.parametrize("sign", ["\r", "\n", "\0", "\r\nBcc: x@y.example"])
@pytest.mark.parametrize("field", ["subject", "in_reply_to", "references", "to", "cc", "address"])
def test_no_header_holds_a_line_break(field: str, sign: str) -> None:
    bad = f"a{sign}b"
    change: dict[str, object] = {
        "subject": {"subject": bad},
        "in_reply_to": {"in_reply_to": bad},
        "references": {"references": ("<a@b>", bad)},
        "to": {"to": (Participant(name=bad),)},
        "cc": {"cc": (Participant(name=bad),)},
        "address": {"to": (Participant(address=bad),)},
    }[field]  # type: ignore[assignment]
    with pytest.raises(TransitionError, match="line break"):
        replace(WAITING, **change)  # type: ignore[arg-type]
