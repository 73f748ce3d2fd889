"""Drafts on the page: what is approved is what was shown, and nothing that was typed is lost."""

from pathlib import Path

import pytest

from assistant.domain.drafts import Draft, DraftState
from assistant.errors import StoreError
from tests.web.web_world import Browser, WebWorld


@pytest.fixture
def draft(world: WebWorld, browser: Browser) -> Draft:
    browser.fill("/", f"/prompts/{world.hear().id}/answer", said="yes")
    (draft,) = world.assistant.store.find(Draft)
    return draft


def kept(world: WebWorld, draft: Draft) -> Draft:
    found = world.assistant.store.get(Draft, draft.id)
    assert found is not None
    return found


def laid(world: WebWorld) -> list[Path]:
    folder = world.config.drafts_folder
    return sorted(folder.glob("*.eml")) if folder.exists() else []


def fields(draft: Draft, **more: str) -> dict[str, str]:
    return {"subject": draft.subject, "text": draft.text.replace("\n", "\r\n"), **more}


def test_exactly_the_text_that_was_shown_is_approved(world: WebWorld, browser: Browser, draft: Draft) -> None:
    page = f"/drafts/{draft.id}"
    after = browser.fill(page, page, **fields(draft, do="approve"))
    assert kept(world, draft).state is DraftState.DELIVERED
    assert kept(world, draft).text == draft.text
    assert len(laid(world)) == 1
    assert "Approved" in after.text


def test_other_words_are_saved_and_shown_before_they_are_approved(
    world: WebWorld, browser: Browser, draft: Draft
) -> None:
    page = f"/drafts/{draft.id}"
    after = browser.fill(page, page, **{**fields(draft, do="approve"), "text": draft.text + "See you soon."})
    assert kept(world, draft).state is DraftState.WAITING
    assert "See you soon." in kept(world, draft).text
    assert "Read it once more" in after.text
    assert not laid(world)


def test_saving_can_be_undone(world: WebWorld, browser: Browser, draft: Draft) -> None:
    page = f"/drafts/{draft.id}"
    browser.fill(page, page, **{**fields(draft, do="save"), "subject": "Another"})
    changed = kept(world, draft)
    assert changed.subject == "Another"
    undo = {"subject": draft.subject, "text": draft.text, "seen": changed.hash}
    browser.press(page, **undo)
    assert kept(world, draft).hash == draft.hash


def test_two_tabs_change_one_draft(world: WebWorld, browser: Browser, draft: Draft) -> None:
    """The later one is shown both, and what it typed is still there."""
    page = f"/drafts/{draft.id}"
    stale = {**fields(draft), "seen": draft.hash, "text": "My own long words."}
    browser.fill(page, page, **{**fields(draft, do="save"), "subject": "From the first tab"})
    late = browser.press(page, **stale)
    assert late.status_code == 409
    assert "My own long words." in late.text
    assert "changed elsewhere meanwhile" in late.text.lower()
    assert kept(world, draft).subject == "From the first tab"


def test_a_stale_approval_is_refused(world: WebWorld, browser: Browser, draft: Draft) -> None:
    page = f"/drafts/{draft.id}"
    stale = {"seen": draft.hash, "do": "approve"}
    browser.fill(page, page, **{**fields(draft, do="save"), "subject": "Another"})
    late = browser.press(page, **stale)
    assert "changed after you looked" in late.text
    assert kept(world, draft).state is DraftState.WAITING
    assert not laid(world)


def test_two_taps_approve_once(world: WebWorld, browser: Browser, draft: Draft) -> None:
    form = {"seen": draft.hash, "do": "approve"}
    for _ in range(2):
        assert browser.press(f"/drafts/{draft.id}", **form).status_code == 200
    assert len(laid(world)) == 1


def test_a_full_disk_during_an_approval(
    world: WebWorld, browser: Browser, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clear word, nothing half done, and the same tap works once there is room."""
    page = f"/drafts/{draft.id}"

    def full(*_: object) -> None:
        raise StoreError("assistant.db: the disk is full; nothing was half-written", hint="free some space")

    with monkeypatch.context() as patch:
        patch.setattr(type(world.assistant.store), "put", full)
        after = browser.fill(page, page, **fields(draft, do="approve"))
    assert "disk is full" in after.text
    assert "free some space" in after.text
    assert kept(world, draft).state is DraftState.WAITING
    assert not laid(world)
    browser.fill(page, page, **fields(draft, do="approve"))
    assert len(laid(world)) == 1


def test_what_may_not_be_said_is_marked_and_not_approved(world: WebWorld, browser: Browser, draft: Draft) -> None:
    page = f"/drafts/{draft.id}"
    typed = {**fields(draft, do="save"), "text": "Hello Anna,\n\nTom Fairweather could help. Shall I ask?\n\nHelen"}
    after = browser.fill(page, page, **typed)
    assert after.status_code == 409
    assert "Tom Fairweather could help" in after.text
    assert kept(world, draft).text == draft.text


def test_what_the_etiquette_would_mend_is_shown_first(world: WebWorld, browser: Browser, draft: Draft) -> None:
    page = f"/drafts/{draft.id}"
    pressing = {**fields(draft, do="save"), "text": "Hello Anna,\n\nPlease answer asap, it is urgent.\n\nHelen"}
    after = browser.fill(page, page, **pressing)
    changed = kept(world, draft)
    assert "Worth another look" in after.text
    assert "<mark" in after.text
    silently = {"seen": changed.hash, "do": "approve"}
    browser.press(page, **silently)
    assert (
        kept(world, draft).state is DraftState.WAITING
    )  # without what stands for the findings: not shown, not approved
    browser.fill(page, page, subject=changed.subject, text=changed.text, do="approve")
    assert kept(world, draft).state is DraftState.DELIVERED


def test_thrown_away_and_back(world: WebWorld, browser: Browser, draft: Draft) -> None:
    browser.fill(f"/drafts/{draft.id}", f"/drafts/{draft.id}/discard")
    assert kept(world, draft).state is DraftState.DISCARDED
    browser.fill("/drafts?show=discarded", f"/drafts/{draft.id}/restore")
    assert kept(world, draft).state is DraftState.WAITING


def test_words_that_are_typed_are_looked_at_and_not_kept(world: WebWorld, browser: Browser, draft: Draft) -> None:
    typed = {"subject": "Hello", "text": "Please answer asap, it is urgent."}
    seen = browser.press(f"/drafts/{draft.id}/look", **typed)
    assert "Worth another look" in seen.text
    assert kept(world, draft) == draft


def test_the_mail_is_shown_where_nothing_can_run(browser: Browser, draft: Draft) -> None:
    mail = browser.get(f"/drafts/{draft.id}/mail")
    policy = mail.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
