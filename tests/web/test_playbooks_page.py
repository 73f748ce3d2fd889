"""Playbooks in the browser: read, changed, undone, begun, and what they do to questions."""

from tests.web.web_world import Browser, WebWorld, where


def test_every_profession_is_listed_and_read(world: WebWorld, browser: Browser) -> None:
    text = browser.get("/playbooks").text
    for book in world.assistant.practice.playbooks.all().values():
        assert f'href="/playbooks/{book.id}"' in text
    text = browser.get("/playbooks/bookkeeper").text
    assert "do the wages on sunday" in text
    assert "makes the accounts from the ledgers" in text


def test_a_change_is_kept_and_given_up_again(world: WebWorld, browser: Browser) -> None:
    shelf = world.assistant.practice.playbooks
    ours = shelf.all()["bookkeeper"]
    sent = {
        "profession": "Bookkeeper",
        "services": ["bookkeeping", "payroll"],
        "said-bookkeeping": "the shoebox is full",
        "said-payroll": "wages by candlelight",
        "questions": "How many invoices?",
        "partners": ["accountant"],
    }
    answer = browser.press("/playbooks/bookkeeper", **sent)
    mine = shelf.all()["bookkeeper"]
    assert [(each.words, mine.category_of(each)) for each in mine.triggers] == [
        ("the shoebox is full", "bookkeeping"),
        ("wages by candlelight", "payroll"),
    ]
    assert mine.partners[0].why == "makes the accounts from the ledgers"
    browser.undo(answer)
    assert shelf.all()["bookkeeper"] == ours
    browser.press("/playbooks/bookkeeper", **sent)
    answer = browser.fill("/playbooks/bookkeeper", "/playbooks/bookkeeper/ours")
    assert shelf.all()["bookkeeper"] == ours
    browser.undo(answer)
    assert shelf.all()["bookkeeper"] == mine


def test_a_new_one_is_begun_once(world: WebWorld, browser: Browser) -> None:
    answer = browser.fill("/playbooks", "/playbooks/new", profession="Thatcher", service="trades")
    assert where(answer) == "/playbooks/thatcher"
    again = browser.press("/playbooks/new", profession="thatcher", service="trades")
    assert "already" in again.text
    browser.press("/playbooks/thatcher/ours")
    assert "thatcher" not in world.assistant.practice.playbooks.all()


def test_a_question_says_what_to_ask(world: WebWorld, browser: Browser) -> None:
    prompt = world.hear()
    text = browser.get(f"/prompts/{prompt.id}").text
    assert "What to ask them" in text
    assert "How many invoices a month" in text
