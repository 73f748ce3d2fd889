"""The JSON routes: a token for everything, the same records as the commands give, and a clear word where it fails."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.adapters.store.tinydb_store import TinyDBStore
from assistant.cli import app as commands
from assistant.cli.session import Session as CommandSession
from assistant.domain.activity import Activity, Deed
from assistant.domain.captures import Capture
from assistant.domain.consents import Side
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import Introduction
from assistant.domain.people import Participant
from assistant.domain.prompts import Prompt
from assistant.domain.replies import Found, Label, Reply, Stage
from assistant.errors import StoreError
from assistant.web.app import access_of
from tests.web.api_client import Program
from tests.web.web_world import ANNA, ORIGIN, QUOTE, WebWorld

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def program(world: WebWorld) -> Program:
    return Program(world)


def operations(world: WebWorld) -> Iterator[tuple[str, str]]:
    document = Program(world).get("/api/openapi.json").json()
    for path, methods in document["paths"].items():
        for method in methods:
            yield method.upper(), f"/api{path}"


def said(answer: Any, status: int) -> dict[str, Any]:
    """The problem details of an answer."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert {"type", "title", "detail", "details", "hint"} < problem.keys()
    return problem


def yes(world: WebWorld, program: Program) -> dict[str, Any]:
    """A matter that was answered with yes."""
    answered: dict[str, Any] = program.post(f"/api/prompts/{world.hear().id}/answer", json={"said": "yes"}).json()
    return answered


# Who may.


def test_nothing_is_told_without_a_token(world: WebWorld) -> None:
    program = Program(world)
    everything = [("GET", "/api/openapi.json"), *operations(world)]
    assert len(everything) > 40
    for token in (None, "", "Bearer", "Bearer wrong", "Basic d3Jvbmc6d3Jvbmc=", "bearer\tx"):
        program.headers.pop("Authorization", None)
        if token is not None:
            program.headers["Authorization"] = token
        for method, path in everything:
            answer = program.request(method, path, headers={"Origin": ORIGIN}, json={})
            assert said(answer, 401)["hint"].startswith("assistant page token")
            assert answer.headers["www-authenticate"] == "Bearer"


def test_a_browsers_cookie_is_no_token(world: WebWorld) -> None:
    browser = world.browser()
    assert browser.get("/").status_code == 200
    for method, path in operations(world):
        said(browser.request(method, path, headers={"Origin": ORIGIN}, json={}), 401)


def test_a_token_that_reads_changes_nothing(world: WebWorld) -> None:
    reader, prompt = Program(world, writes=False), world.hear()
    for method, path in operations(world):
        path = path.replace("{id}", prompt.id)
        answer = reader.request(method, path, json={"said": "no"})
        if method == "GET":
            assert answer.status_code in (200, 404), path
        else:
            assert "--writes" in said(answer, 403)["hint"]
    assert world.assistant.store.get(Prompt, prompt.id) == prompt


def test_a_token_that_was_taken_back_is_none(world: WebWorld, program: Program) -> None:
    from assistant.domain.access import Token

    assert program.get("/api/today").status_code == 200
    for token in list(world.assistant.store.find(Token)):
        access_of(world.assistant).take_token(token.id)
    said(program.get("/api/today"), 401)


# The same as the commands.


def printed(world: WebWorld, monkeypatch: pytest.MonkeyPatch, *words: str) -> list[dict[str, Any]]:
    """What a command prints with --json."""
    monkeypatch.setattr(CommandSession, "assistant", property(lambda session: world.assistant))
    result = CliRunner().invoke(commands, [*words, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.output)
    return rows


@pytest.mark.parametrize("noun", ["today", "prompts", "intros", "people", "bullpen", "replies", "drafts"])
def test_a_record_is_the_same_as_the_command_prints(
    world: WebWorld, program: Program, monkeypatch: pytest.MonkeyPatch, noun: str
) -> None:
    yes(world, program)
    world.hear(Participant(name="Zoë Ng", address="zoe@ng.example"), "we cannot find a bookkeeper", category="payroll")
    world.meet()
    rows = printed(world, monkeypatch, noun)
    paths = {"intros": "introductions"}
    answer = program.get(f"/api/{paths.get(noun, noun)}").json()
    if noun == "today":
        assert [answer] == rows
    elif noun == "drafts":
        assert [{**seen["draft"], "findings": seen["findings"]} for seen in answer["items"]] == rows
    else:
        assert sorted(answer["items"], key=str) == sorted(rows, key=str)


# From a question to the joint message.


def test_a_matter_goes_all_its_way(world: WebWorld, program: Program) -> None:
    answered = yes(world, program)
    intro = f"/api/introductions/{answered['introduction']['id']}"
    assert answered["introduction"]["state"] == "noticed"

    def approve() -> None:
        (draft,) = program.get(intro).json()["stands"]["drafts"]
        seen = program.get(f"/api/drafts/{draft['id']}").json()["seen"]
        after = program.post(f"/api/drafts/{draft['id']}/approve", json={"hash": seen["hash"], "told": seen["told"]})
        assert after.json()["draft"]["state"] == "delivered", after.text

    def record(side: str, quote: str = "yes please") -> str:
        after = program.post(f"{intro}/record", json={"side": side, "answer": "yes", "quote": quote})
        assert after.status_code == 200, after.text
        state: str = after.json()["introduction"]["state"]
        return state

    assert QUOTE in program.get(f"{intro}/script").json()["words"]
    approve()
    assert record("seeker") == "wanted"
    (fit,) = program.get(f"{intro}/ranking").json()["matches"]
    assert fit["name"] == "Tom Fairweather"
    assert fit["score"] > 0
    approve()
    assert record("provider") == "available"
    approve()
    assert record("seeker", "happy to") == "agreed"
    approve()
    assert program.get(intro).json()["stands"]["introduction"]["state"] == "introduced"
    for what, state in (("connected", "connected"), ("met", "met")):
        after = program.post(f"{intro}/happened", json={"what": what})
        assert after.json()["introduction"]["state"] == state, after.text
    drafts = program.post(f"{intro}/outcome").json()
    assert {draft["kind"] for draft in drafts} == {"outcome"}
    assert "consent" in program.get(intro).text


def test_a_step_is_put_off_and_taken_back(world: WebWorld, program: Program) -> None:
    answered = yes(world, program)
    intro = f"/api/introductions/{answered['introduction']['id']}"
    seen = program.get(f"/api/drafts/{answered['drafts'][0]['id']}").json()["seen"]
    program.post(
        f"/api/drafts/{answered['drafts'][0]['id']}/approve", json={"hash": seen["hash"], "told": seen["told"]}
    )
    world.now += timedelta(days=1)
    later = program.post(f"{intro}/later", json={"side": "seeker", "until": "2027-01-15", "quote": "after Christmas"})
    assert later.json()["introduction"]["state"] == "deferred"
    assert later.json()["due_on"] == "2027-01-15"
    assert program.post(f"{intro}/undo").json()["stands"]["introduction"]["state"] == "asked"


def test_a_yes_is_taken_back(world: WebWorld, program: Program) -> None:
    answered = yes(world, program)
    undone = program.post(f"/api/introductions/{answered['introduction']['id']}/undo").json()
    assert undone == {"stands": None, "prompt_id": answered["prompt"]["id"]}
    assert world.assistant.store.count(Introduction) == 0


def test_a_discarded_ask_is_drafted_anew(world: WebWorld, program: Program) -> None:
    answered = yes(world, program)
    program.post(f"/api/drafts/{answered['drafts'][0]['id']}/discard")
    intro = f"/api/introductions/{answered['introduction']['id']}"
    assert program.get("/api/introductions?state=noticed").json()["items"][0]["id"] in intro
    assert program.get(intro).json()["stands"]["drafts"] == []
    assert [draft["kind"] for draft in program.post(f"{intro}/next").json()["drafts"]] == ["ask_seeker"]


@pytest.mark.parametrize("said_", ["no", "wrong", "later"])
def test_an_answer_is_given_twice_and_taken_back(world: WebWorld, program: Program, said_: str) -> None:
    prompt = world.hear()
    for _ in range(2):
        answer = program.post(f"/api/prompts/{prompt.id}/answer", json={"said": said_, "until": "2026-12-01"})
        assert answer.json()["prompt"]["state"] == said_
    assert program.post(f"/api/prompts/{prompt.id}/reopen").json()["state"] == "open"


def test_fits_are_told_before_anybody_is_asked(world: WebWorld, program: Program) -> None:
    fits = program.get(f"/api/prompts/{world.hear().id}/fits").json()
    assert [match["name"] for match in fits["matches"]] == ["Tom Fairweather"]


def test_the_way_back_to_the_words(world: WebWorld, program: Program) -> None:
    prompt = world.hear()
    links = program.get(f"/api/why/{prompt.id}").json()
    assert [link["what"] for link in links][:2] == ["prompt", "mention"]
    assert program.get(f"/api/mentions/{links[1]['id']}").json()["quote"] == QUOTE
    assert program.get(f"/api/prompts/{prompt.id}").json()["question"]["mention"]["quote"] == QUOTE


# Replies.


def replied(world: WebWorld, program: Program) -> Reply:
    """The seeker was asked, and answered something that waits for the user."""
    answered = yes(world, program)
    draft = answered["drafts"][0]["id"]
    seen = program.get(f"/api/drafts/{draft}").json()["seen"]
    program.post(f"/api/drafts/{draft}/approve", json={"hash": seen["hash"], "told": seen["told"]})
    reply = Reply(
        id="r-aaaaaaaaaa",
        introduction_id=answered["introduction"]["id"],
        draft_id=draft,
        document_id="doc-9",
        message_id="<9@okafor.example>",
        who=ANNA,
        side=Side.SEEKER,
        stage=Stage.SEEKER,
        at=world.now,
        label=Label.UNCLEAR,
        confidence=0.4,
        found=Found.ANSWER,
        quote="well, perhaps",
        why="it is not clear",
    )
    world.assistant.store.put(reply)
    return reply


def test_a_reply_is_settled_once(world: WebWorld, program: Program) -> None:
    reply = replied(world, program)
    assert [each["id"] for each in program.get("/api/replies").json()["items"]] == [reply.id]
    assert program.get(f"/api/replies/{reply.id}").json()["quote"] == "well, perhaps"
    settled = program.post(f"/api/replies/{reply.id}/settle", json={"meaning": "yes"}).json()
    assert settled["introduction"]["state"] == "wanted"
    assert settled["reply"]["state"] == "settled"
    said(program.post(f"/api/replies/{reply.id}/settle", json={"meaning": "no"}), 409)
    assert program.get("/api/replies").json()["items"] == []
    assert len(program.get("/api/replies?state=settled").json()["items"]) == 1


@pytest.mark.parametrize(
    ("settling", "status"),
    [
        ({"meaning": "later"}, 422),
        ({"meaning": "later", "until": "2020-01-01"}, 422),
        ({"meaning": "hand-off"}, 409),
        ({"meaning": "won"}, 409),
        ({"meaning": "perhaps"}, 422),
    ],
)
def test_a_reply_that_cannot_mean_that_waits_on(
    world: WebWorld, program: Program, settling: dict[str, str], status: int
) -> None:
    reply = replied(world, program)
    said(program.post(f"/api/replies/{reply.id}/settle", json=settling), status)
    assert world.assistant.store.get(Reply, reply.id) == reply


def test_a_reply_is_handed_over_or_put_off(world: WebWorld, program: Program) -> None:
    reply = replied(world, program)
    to = {"meaning": "hand-off", "to": "Ben Adeyemi <Ben@okafor.example>"}
    settled = program.post(f"/api/replies/{reply.id}/settle", json=to).json()
    assert settled["draft"]["to"] == [{"name": "Ben Adeyemi", "address": "ben@okafor.example"}]
    world.assistant.store.put(reply)
    settled = program.post(f"/api/replies/{reply.id}/settle", json={"meaning": "later", "until": "2027-01-15"}).json()
    assert settled["introduction"]["state"] == "deferred"


# Drafts.


def test_what_was_changed_meanwhile_is_neither_approved_nor_changed(world: WebWorld, program: Program) -> None:
    (draft,) = yes(world, program)["drafts"]
    path = f"/api/drafts/{draft['id']}"
    old = program.get(path).json()["seen"]["hash"]
    words = {"subject": "A question", "text": "Hello Anna,\n\nwould you like help? If not, no reason needed.\n\nHelen"}
    changed = program.put(path, json={"hash": old, **words})
    assert changed.json()["draft"]["subject"] == "A question"
    assert changed.json()["hash"] != old
    assert "changed after you looked" in said(program.put(path, json={"hash": old, **words}), 409)["detail"]
    assert "changed after you looked" in said(program.post(f"{path}/approve", json={"hash": old}), 409)["detail"]
    kept = world.assistant.store.get(Draft, draft["id"])
    assert kept is not None
    assert kept.state is DraftState.WAITING


def test_findings_are_let_stand_only_by_who_was_told(world: WebWorld, program: Program) -> None:
    (draft,) = yes(world, program)["drafts"]
    path = f"/api/drafts/{draft['id']}"
    pressing = {"subject": "Urgent", "text": "Hello Anna,\n\nPlease answer asap, it is urgent.\n\nHelen"}
    seen = program.put(path, json={"hash": program.get(path).json()["seen"]["hash"], **pressing}).json()
    assert seen["findings"]
    for told in ("", "0123456789abcdef"):
        said(program.post(f"{path}/approve", json={"hash": seen["hash"], "told": told}), 409)
    approved = program.post(f"{path}/approve", json={"hash": seen["hash"], "told": seen["told"]})
    assert approved.json()["draft"]["state"] == "delivered"


def test_approving_twice_delivers_once(world: WebWorld, program: Program) -> None:
    (draft,) = yes(world, program)["drafts"]
    path = f"/api/drafts/{draft['id']}"
    seen = program.get(path).json()["seen"]
    for _ in range(2):
        after = program.post(f"{path}/approve", json={"hash": seen["hash"], "told": seen["told"]})
        assert after.json()["draft"]["state"] == "delivered", after.text
    assert len(list(world.config.drafts_folder.glob("*.eml"))) == 1


def test_a_draft_is_discarded_twice_and_restored(world: WebWorld, program: Program) -> None:
    (draft,) = yes(world, program)["drafts"]
    for _ in range(2):
        assert program.post(f"/api/drafts/{draft['id']}/discard").json()["draft"]["state"] == "discarded"
    assert [each["draft"]["id"] for each in program.get("/api/drafts?state=discarded").json()["items"]] == [draft["id"]]
    assert program.post(f"/api/drafts/{draft['id']}/restore").json()["draft"]["state"] == "waiting"


# People, meetings, activity.


def test_a_person_is_made_found_changed_and_merged(world: WebWorld, program: Program) -> None:
    made = program.post("/api/people", json={"name": "Zoë Ng", "address": "Zoe@ng.example", "roles": ["customer"]})
    assert made.status_code == 201
    person = made.json()
    assert person["addresses"] == ["zoe@ng.example"]
    said(program.post("/api/people", json={"name": "Z", "address": "zoe@ng.example"}), 409)
    said(program.post("/api/people", json={"name": " "}), 422)
    assert program.get("/api/people?q=zoe").json()["items"] == [person]
    assert program.get("/api/people?role=customer").json()["items"] == [person]
    changed = program.patch(f"/api/people/{person['id']}", json={"never_ask": True, "name": "Zoë\r\nNg-Ash"}).json()
    assert changed["name"] == "Zoë Ng-Ash"
    assert changed["preferences"]["never_ask"] is True
    assert changed["roles"] == ["customer"]
    other = program.post("/api/people", json={"name": "Z. Ng"}).json()
    merged = program.post(f"/api/people/{person['id']}/merge", json={"other_id": other["id"]}).json()
    assert "Z. Ng" in merged["aliases"]
    said(program.get(f"/api/people/{other['id']}"), 404)
    two = program.post(f"/api/people/{person['id']}/unmerge").json()
    assert [each["id"] for each in two] == [person["id"], other["id"]]
    said(program.post(f"/api/people/{person['id']}/unmerge"), 409)


def test_what_came_up_is_read_at_once(world: WebWorld, program: Program) -> None:
    meeting = world.meet()
    assert [each["id"] for each in program.get("/api/meetings").json()["items"]] == [meeting.id]
    text = "Anna Okafor <anna@okafor.example> | problem | payroll | wages go out late"
    captured = program.post(f"/api/meetings/{meeting.id}/capture", json={"text": text}).json()
    assert [mention["quote"] for mention in captured["mentions"]] == ["wages go out late"]
    assert len(captured["prompts"]) == 1
    assert program.get("/api/meetings").json()["items"] == []
    assert program.get(f"/api/meetings/{meeting.id}").json()["capture"]["text"] == text
    assert program.post(f"/api/meetings/{meeting.id}/nothing").json()["state"] == "nothing"
    (capture,) = world.assistant.store.find(Capture)
    assert capture.text == ""


def test_activity_and_sources_are_told(world: WebWorld, program: Program) -> None:
    for number in range(3):
        at = world.now - timedelta(hours=number)
        world.assistant.store.put(Activity(id=f"a-{number}", at=at, deed=Deed.SYNCED, words=f"read {number}"))
    words = [each["words"] for each in program.get("/api/activity").json()["items"]]
    assert words == ["read 0", "read 1", "read 2"]
    assert program.get("/api/activity?deed=backed%20up").json()["items"] == []
    assert program.get("/api/health").json()["failures"] == 0
    assert program.get("/api/sources").json() == {"items": [], "next": None}
    assert program.get("/api/failures").json() == {"items": [], "next": None}


def test_a_pass_is_begun_and_told_of(world: WebWorld, program: Program) -> None:
    assert program.get("/api/sync").json() == {"latest": None}
    assert program.post("/api/sync").status_code == 202
    for _ in range(1000):
        latest = program.get("/api/sync").json()["latest"]
        if not latest["is_running"]:
            break
    assert not latest["is_running"]
    assert latest["problems"] == []


# Long lists, and what fails.


@pytest.mark.parametrize("path", ["/api/people", "/api/prompts", "/api/activity"])
def test_a_page_at_a_time_gives_each_once(world: WebWorld, program: Program, path: str) -> None:
    for number in range(11):
        who = Participant(name=f"Person {number}", address=f"p{number}@x{number}.example")
        world.now += timedelta(minutes=number % 3)
        world.hear(who, f"the wages of firm {number} came out wrong")
        world.assistant.store.put(Activity(id=f"a-{number}", at=world.now, deed=Deed.SYNCED, words="read"))
    whole = program.get(path, params={"limit": 200}).json()
    assert whole["next"] is None
    assert len(whole["items"]) >= 11
    found, cursor = [], ""
    while True:
        page = program.get(path, params={"limit": 4, "cursor": cursor}).json()
        assert len(page["items"]) <= 4
        found += page["items"]
        if not (cursor := page["next"]):
            break
    assert found == whole["items"]


def test_a_cursor_outlives_what_it_stands_at(world: WebWorld, program: Program) -> None:
    """A program that answers as it goes misses none."""
    for number in range(5):
        world.hear(Participant(name=f"P {number}", address=f"p@x{number}.example"), f"wages of {number} are wrong")
    seen, cursor = [], ""
    while True:
        page = program.get("/api/prompts", params={"limit": 2, "cursor": cursor}).json()
        for prompt in page["items"]:
            seen.append(prompt["id"])
            program.post(f"/api/prompts/{prompt['id']}/answer", json={"said": "no"})
        if not (cursor := page["next"]):
            break
    assert len(set(seen)) == len(seen) == 5
    said(program.get("/api/prompts", params={"cursor": "p-aaaaaaaaaa"}), 422)


def test_an_unknown_id_is_told_on_every_route(world: WebWorld, program: Program) -> None:
    bodies = {
        "answer": {"said": "no"},
        "settle": {"meaning": "yes"},
        "approve": {"hash": "0" * 64},
        "record": {"side": "seeker", "answer": "yes"},
        "happened": {"what": "met"},
        "later": {"side": "seeker", "until": "2027-01-15"},
        "choose": {"provider_id": "b-aaaaaaaaaa"},
        "merge": {"other_id": "who-aaaaaaaaaa"},
        "capture": {"text": "nothing much"},
        "decide": {"state": "open"},
        "thank": {"done": True},
        "close": {"done": True},
    }
    change = {"hash": "0" * 64, "subject": "A", "text": "B"}
    routes = [(method, path) for method, path in operations(world) if "{id}" in path]
    assert len(routes) > 25
    for method, path in routes:
        body = bodies.get(path.rpartition("/")[2], {"PUT": change, "PATCH": {"name": "A"}}.get(method))
        for unknown in ("p-aaaaaaaaaa", "x", "%00", "..%2f..", "é" * 50, "b"):
            said(program.request(method, path.replace("{id}", unknown), json=body), 404)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/prompts/{}/answer", {"said": "perhaps"}),
        ("/api/prompts/{}/answer", {"said": "later", "until": "soon"}),
        ("/api/prompts/{}/answer", []),
        ("/api/prompts/{}/answer", {"said": "no", "untli": "2027-01-15"}),
        ("/api/prompts/{}/answer", {"said": "yes", "they_said": "x" * 1001}),
        ("/api/prompts/{}/answer", {"said": "yes", "they_said": "\ud800"}),
    ],
)
def test_what_has_another_shape_is_told_and_not_said_back(
    world: WebWorld, program: Program, path: str, body: Any
) -> None:
    answer = program.post(
        path.format(world.hear().id), content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    problem = said(answer, 422)
    assert problem["details"]
    assert "perhaps" not in answer.text
    assert "xxx" not in answer.text


def test_no_json_at_all_is_told(world: WebWorld, program: Program) -> None:
    path = f"/api/prompts/{world.hear().id}/answer"
    for content, kind in (
        (b"{", "application/json"),
        (b"said=yes", "application/x-www-form-urlencoded"),
        (b"\xff", ""),
    ):
        said(program.post(path, content=content, headers={"Content-Type": kind}), 422)


def test_a_later_without_a_day_to_come_is_a_conflict(world: WebWorld, program: Program) -> None:
    path = f"/api/prompts/{world.hear().id}/answer"
    for until in (None, "2020-01-01"):
        assert "later" in said(program.post(path, json={"said": "later", "until": until}), 409)["detail"]


def test_a_full_disk_is_told_plainly(world: WebWorld, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    prompt = world.hear()

    def full(*_: object) -> None:
        raise StoreError("assistant.db: the disk is full", hint="free some space")

    monkeypatch.setattr(TinyDBStore, "put", full)
    problem = said(program.post(f"/api/prompts/{prompt.id}/answer", json={"said": "no"}), 503)
    assert problem["hint"] == "free some space"


def test_a_mistake_of_ours_tells_nothing_of_itself(world: WebWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program(world, raise_server_exceptions=False)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr(TinyDBStore, "find", broken)
    answer = program.get("/api/prompts")
    said(answer, 500)
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


# The document and its page.


def test_the_document_says_it_all(world: WebWorld, program: Program) -> None:
    document = program.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "/api"}]
    names = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            names.append(operation["operationId"])
            assert operation["summary"], where
            assert operation["description"], where
            assert operation["tags"], where
            assert operation["security"] == [{"token": []}], where
            wanted = {"401", "422", "503"} | ({"403"} if method != "get" else set())
            wanted |= {"404"} if "{id}" in path else set()
            assert wanted <= operation["responses"].keys(), where
            for status, response in operation["responses"].items():
                kind = "application/problem+json" if status >= "400" else "application/json"
                assert list(response["content"]) == [kind], where
                assert "schema" in response["content"][kind], where
    assert len(set(names)) == len(names)


def test_the_page_of_the_reference_names_every_route_and_no_other(world: WebWorld) -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text("utf-8")
    told = set(re.findall(r"^\| `(GET|POST|PUT|PATCH|DELETE) (/api/\S+)` \|", page, re.M))
    assert told == set(operations(world))


def test_a_refused_step_changes_nothing(world: WebWorld, program: Program) -> None:
    answered = yes(world, program)
    intro = f"/api/introductions/{answered['introduction']['id']}"
    before = world.assistant.store.get(Introduction, answered["introduction"]["id"])
    said(program.post(f"{intro}/record", json={"side": "provider", "answer": "yes"}), 409)
    said(program.post(f"{intro}/happened", json={"what": "met"}), 409)
    said(program.post(f"{intro}/remind"), 409)
    said(program.post(f"{intro}/choose", json={"provider_id": "b-fairweek234"}), 409)
    assert world.assistant.store.get(Introduction, answered["introduction"]["id"]) == before
