"""What a hostile web site, sender or neighbour tries with the page. An attack that works raises AssertionError."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlsplit

from assistant.adapters.memory import MemorySecrets
from assistant.domain.access import Invitation, Session, id_of
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.services.access import Patience
from assistant.web.app import access_of, create_app
from assistant.web.visit import COOKIE
from tests.web.api_client import Program
from tests.web.filled_world import filled
from tests.web.page_routes import SIGNING, addresses
from tests.web.web_world import ORIGIN, QUOTE, Browser, WebWorld

Attack = Callable[[WebWorld], None]
ATTACKS: list[Attack] = []
PASSWORD = "four good long words"
EVIL = "http://evil.example"
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "javascript:alert(1)//",
    "</textarea></title><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}${7*7}<!--",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)


def attack(story: Attack) -> Attack:
    """One of the attacks."""
    ATTACKS.append(story)
    return story


def state(world: WebWorld, prompt: Prompt) -> PromptState:
    kept = world.assistant.store.get(Prompt, prompt.id)
    assert kept is not None
    return kept.state


# Scripts in what others have written.


class Harmless(HTMLParser):
    """Fails at whatever a browser would run, fetch from elsewhere, or take for more than words."""

    ADDRESSES = ("href", "src", "action", "formaction", "srcdoc", "data", "poster", "xlink:href")

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        assert tag not in ("object", "embed", "base"), self.where
        if tag == "script":
            assert (told.get("src") or "").startswith("/static/page.js"), f"{self.where}: a script"
        for name, value in attrs:
            assert not name.startswith("on"), f"{self.where}: {tag} {name}={value}"
            assert name != "style", f"{self.where}: {tag} {name}={value}"
            if name in self.ADDRESSES:
                plain = re.sub(r"[\x00-\x20]", "", value or "").lower()
                scheme = urlsplit(plain).scheme if ":" in plain.partition("/")[0] else ""
                assert scheme in ("", "mailto", "tel"), f"{self.where}: {tag} {name}={value}"
                assert not plain.startswith(("//", "/\\")), f"{self.where}: {tag} {name}={value}"
                assert name != "srcdoc", self.where


def is_mail(path: str) -> bool:
    """Whether it is a mail as its reader will see it, which a page of ours shows in a frame."""
    return path.startswith("/drafts/") and path.endswith("/mail")


def harmless(where: str, answer: Any) -> None:
    """The answer runs nothing, and its policy lets nothing run."""
    assert answer.status_code < 500, where
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'", where
    assert policy.get("script-src", "'none'") in ("'self'", "'none'"), where
    assert answer.headers["x-content-type-options"] == "nosniff", where
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return
    if is_mail(where):  # another's words in their own form: a page of its own, where nothing runs
        assert "sandbox" in policy, where
        assert "allow-scripts" not in policy["sandbox"], where
        return
    assert "7*7" in answer.text or "49" not in re.findall(r"\b49\b", answer.text), where
    Harmless(where).feed(answer.text)
    for payload in PAYLOADS[:3]:
        assert payload not in answer.text, where


@attack
def scripts_in_what_others_write(world: WebWorld) -> None:
    """Subjects, names, organisations, notes, titles, quotes, replies, cards, activity: on every page there is."""
    world = filled(world.folder / "filled", *PAYLOADS)
    browser = world.browser()
    paths = list(addresses(world, "GET", each=len(PAYLOADS) + 1))
    seen = 0
    for path in paths:
        answer = browser.get(path)
        harmless(path, answer)
        seen += "alert(1)" in answer.text
    assert seen > 10  # it stood there, as words


@attack
def scripts_in_what_is_asked(world: WebWorld) -> None:
    """Search words, filters, ids, and every field of every form; the notices that come of it are looked at as well."""
    world = filled(world.folder / "filled")
    browser = world.browser()
    for payload in PAYLOADS[:4]:
        for path in ("/search?q=", "/drafts?show=", "/prompts?state=", "/people?q=", "/prompts/", "/login?to=", "/"):
            where = path + quote(payload, safe="")
            harmless(where, browser.get(where))
        for path in addresses(world, "POST", each=0):
            if path in SIGNING:
                continue
            names = ("said", "until", "they_said", "subject", "text", "meaning", "to", "back", "do", "name", "q")
            harmless(path, browser.press(path, **dict.fromkeys(names, payload)))
        harmless(
            "/login", browser.post("/login", data={"password": payload, "to": payload}, headers={"Origin": ORIGIN})
        )
        browser = world.browser()


# Forms from elsewhere.


@attack
def a_form_without_a_token(world: WebWorld) -> None:
    prompt, browser = world.hear(), world.browser()
    for csrf in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é" * 9}):
        browser.post(f"/prompts/{prompt.id}/answer", data={"said": "no", **csrf}, headers={"Origin": ORIGIN})
        assert state(world, prompt) is PromptState.OPEN


@attack
def a_form_with_the_token_of_another_session(world: WebWorld) -> None:
    prompt, one, other = world.hear(), world.browser(), world.browser()
    fields = {"said": "no", "csrf": other.csrf()}
    one.post(f"/prompts/{prompt.id}/answer", data=fields, headers={"Origin": ORIGIN})
    assert state(world, prompt) is PromptState.OPEN


@attack
def a_form_from_another_site(world: WebWorld) -> None:
    """Also where the attacker has got at the token: the browser says where a form came from."""
    prompt, browser = world.hear(), world.browser()
    fields = {"said": "no", "csrf": browser.csrf()}
    elsewhere: list[dict[str, str]] = [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://127.0.0.1:8765"},
        {"Origin": f"{ORIGIN}.evil.example"},
        {"Origin": f"{ORIGIN}, {EVIL}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
        {"Referer": ORIGIN},
        {"Authorization": "Bearer x"},
        {},
    ]
    for headers in elsewhere:
        answer = browser.post(f"/prompts/{prompt.id}/answer", data=fields, headers=headers)
        assert answer.status_code == 403, headers
        assert state(world, prompt) is PromptState.OPEN


@attack
def a_form_in_another_dress(world: WebWorld) -> None:
    """Only the kind of body that our own forms have is read: no plain text, no JSON, no files."""
    prompt, browser = world.hear(), world.browser()
    path, fields = f"/prompts/{prompt.id}/answer", f"said=no&csrf={browser.csrf()}"
    for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x", "text/xml; charset=utf-7"):
        answer = browser.post(path, content=fields, headers={"Origin": ORIGIN, "Content-Type": kind})
        assert answer.status_code == 415, kind
        assert state(world, prompt) is PromptState.OPEN
    files = {"said": ("said.txt", b"no")}
    answer = browser.post(path, data={"csrf": browser.csrf()}, files=files, headers={"Origin": ORIGIN})
    assert answer.status_code == 415


@attack
def a_method_in_disguise(world: WebWorld) -> None:
    """What only looks changes nothing, whatever it says it is."""
    prompt, browser = world.hear(), world.browser()
    path, fields = f"/prompts/{prompt.id}/answer", {"said": "no", "csrf": browser.csrf(), "_method": "POST"}
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
        headers = {"Origin": ORIGIN, "X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
        answer = browser.request(method, path, params=fields, data=fields, headers=headers)
        assert answer.status_code in (404, 405), method
    assert "access-control-allow-origin" not in answer.headers
    browser.get("/prompts", params=fields)
    assert state(world, prompt) is PromptState.OPEN


# Names that are not ours.

HOSTS = (
    "evil.example",
    "evil.example:8765",
    "127.0.0.1.evil.example",
    "localhost.evil.example:8765",
    "127.0.0.1.",
    "localhost.:8765",
    "evil.example@127.0.0.1",
    "127.0.0.1/evil.example",
    "127.0.0.1#.evil.example",
    "127.0.0.1:8765:80",
    "127.0.0.1:port",
    "[::1].evil.example",
    "[::1",
    "[fe80::1%25eth0]",
    "2130706433",
    "0x7f.1",
    "0.0.0.0:8765",
    "10.0.0.7",
    "",
    " ",
    ":8765",
    "*",
    "127.0.0.1 evil.example",
)


@attack
def a_name_that_points_here(world: WebWorld) -> None:
    """DNS rebinding: the attacker's page is served from our address under the attacker's name."""
    world.hear()
    browser = world.browser()
    for host in HOSTS:
        answer = browser.get("/", headers={"Host": host})
        assert answer.status_code == 421, host
        assert QUOTE not in answer.text, host
    for host in ("127.0.0.1", "localhost:8765", "LOCALHOST", "[::1]:8765"):
        assert browser.get("/health", headers={"Host": host}).status_code == 200, host


@attack
def a_frame_around_the_page(world: WebWorld) -> None:
    world = filled(world.folder / "filled")
    browser = world.browser()
    for path in [*addresses(world, "GET", each=1), "/health", "/nowhere", "/static/page.css", "/login"]:
        answer = browser.get(path)
        ours = "'self'" if is_mail(path) else "'none'"
        assert f"frame-ancestors {ours}" in answer.headers["content-security-policy"], path
        assert answer.headers.get("cross-origin-resource-policy") == "same-origin", path
        assert answer.headers.get("cross-origin-opener-policy") == "same-origin", path
        assert answer.headers.get("referrer-policy") == "same-origin", path
        if not path.startswith("/static"):
            assert answer.headers["cache-control"] == "no-store", path


# Ways out, and ways in.

OUT = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie: a=b",
    "http://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    ".evil.example",
    "/\x00/evil.example",
    "/\u202e/evil",
    "/\u2028/evil",
    " //evil.example",
    "",
)


@attack
def a_way_out_after_a_form(world: WebWorld) -> None:
    """Neither `back` nor `to` leads to another site, in whatever spelling."""
    prompt, browser = world.hear(), world.browser()
    for way in OUT:
        fields = {"said": "no", "back": way, "csrf": browser.csrf()}
        for form in (fields, {**fields, "said": "perhaps"}, {**fields, "csrf": "wrong"}):
            path = f"/prompts/{prompt.id}/answer"
            answer = browser.post(path, data=form, headers={"Origin": ORIGIN}, follow_redirects=False)
            assert answer.headers["location"] == "/", way
            assert "set-cookie" not in answer.headers
        form = {"invitation": access_of(world.assistant).invite(), "to": way}
        answer = browser.post("/login", data=form, headers={"Origin": ORIGIN}, follow_redirects=False)
        assert answer.headers["location"] == "/", way
        assert answer.headers.get_list("set-cookie")[0].startswith(COOKIE)
        shown = browser.get("/login", params={"invitation": "x", "to": way}).text
        assert 'name="to" value="/"' in shown, way


@attack
def a_path_out_of_the_folder(world: WebWorld) -> None:
    browser = world.browser()
    ups = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "....//", "%252e%252e/", "/", "%2f", "..;/")
    for up in ups:
        for target in ("app.py", "pages/today.py", "etc/passwd", "config.toml"):
            for start in ("/static/", "/drafts/", "/prompts/", "/api/why/", "/static/..%00/"):
                answer = browser.get(start + up * 3 + target, follow_redirects=False)
                assert answer.status_code in (307, 400, 401, 404), answer.url
                assert "import" not in answer.text
                assert "root:" not in answer.text


@attack
def many_tries_at_the_password(world: WebWorld) -> None:
    """Ten in a quarter of an hour, whatever the headers say of where they come from."""
    world.assistant.__dict__["secrets"] = MemorySecrets()
    access_of(world.assistant).set_password(PASSWORD)
    browser = Browser(create_app(world.assistant))
    for number in range(12):
        headers = {"Origin": ORIGIN, "X-Forwarded-For": f"10.0.0.{number}", "Forwarded": f"for=10.0.0.{number}"}
        answer = browser.post("/login", data={"password": f"wrong {number}"}, headers=headers)
        assert answer.status_code == (403 if number < 10 else 429)
    late = browser.post("/login", data={"password": PASSWORD}, headers={"Origin": ORIGIN})
    assert late.status_code == 429
    assert COOKIE not in browser.cookies


@attack
def many_tries_at_once(world: WebWorld) -> None:
    """Tries that come at the same moment are counted one after the other."""
    world.assistant.__dict__["secrets"] = MemorySecrets()
    access_of(world.assistant).set_password(PASSWORD)
    app = create_app(world.assistant)
    browsers = [Browser(app) for _ in range(24)]

    def once(browser: Browser) -> int:
        status: int = browser.post("/login", data={"password": "x"}, headers={"Origin": ORIGIN}).status_code
        return status

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(once, browsers))
    assert answers.count(403) == 10
    assert answers.count(429) == 14


@attack
def many_addresses_of_one_network(world: WebWorld) -> None:
    """Who has one IPv6 address has 2^64 of them."""
    now = datetime(2026, 11, 17, tzinfo=UTC)
    patience = Patience(clock=lambda: now)
    for number in range(10):
        assert not patience.wait(f"2001:db8:1:2::{number:x}")
        patience.failed(f"2001:db8:1:2::{number:x}")
    assert patience.wait("2001:db8:1:2:ffff::1")
    assert not patience.wait("2001:db8:1:3::1")
    for _ in range(10):
        patience.failed("::ffff:192.0.2.1")
    assert patience.wait("192.0.2.1")
    assert not patience.wait("::ffff:192.0.2.2")


# Sessions.


@attack
def a_link_that_is_used_twice(world: WebWorld) -> None:
    secret = access_of(world.assistant).invite()
    for expected in (200, 403):
        browser = Browser(create_app(world.assistant))
        assert browser.sign_in(secret).status_code == expected
        assert (COOKIE in browser.cookies) is (expected == 200)


@attack
def a_link_that_is_too_old(world: WebWorld) -> None:
    secret = access_of(world.assistant).invite()
    old = datetime.now(UTC) - timedelta(seconds=1)
    world.assistant.store.put(Invitation(id=id_of(secret), until=old))
    browser = Browser(create_app(world.assistant))
    assert browser.sign_in(secret).status_code == 403
    assert COOKIE not in browser.cookies


@attack
def a_link_that_is_looked_at_ahead(world: WebWorld) -> None:
    """A mail program that opens links to look behind them neither signs in nor uses them up."""
    secret = access_of(world.assistant).invite()
    for method in ("GET", "HEAD", "GET"):
        browser = Browser(create_app(world.assistant))
        browser.request(method, "/login", params={"invitation": secret, "to": "/"})
        assert COOKIE not in browser.cookies
    assert browser.sign_in(secret).status_code == 200


@attack
def a_cookie_that_was_signed_out(world: WebWorld) -> None:
    world.hear()
    browser = world.browser()
    stolen = browser.cookies[COOKIE]
    assert browser.press("/logout").status_code == 200
    thief = Browser(create_app(world.assistant))
    thief.cookies.set(COOKIE, stolen)
    assert QUOTE not in thief.get("/").text


@attack
def a_cookie_that_is_too_old(world: WebWorld) -> None:
    world.hear()
    browser = world.browser()
    (session,) = world.assistant.store.find(Session)
    long_ago = datetime.now(UTC) - timedelta(days=31)
    world.assistant.store.put(Session(id=session.id, opened_at=long_ago, seen_at=long_ago))
    assert QUOTE not in browser.get("/").text
    assert world.assistant.store.count(Session) == 0


@attack
def a_cookie_that_was_set_before(world: WebWorld) -> None:
    """Fixation: signing in makes another secret than the one that somebody had put there."""
    world.hear()
    browser = Browser(create_app(world.assistant))
    browser.get("/login", headers={"Cookie": f"{COOKIE}=mine"})
    form = {"invitation": access_of(world.assistant).invite()}
    headers = {"Origin": ORIGIN, "Cookie": f"{COOKIE}=mine"}
    assert browser.post("/login", data=form, headers=headers).status_code == 200
    assert browser.cookies[COOKIE] != "mine"
    thief = Browser(create_app(world.assistant))
    thief.cookies.set(COOKIE, "mine")
    assert QUOTE not in thief.get("/").text


@attack
def words_for_another_browser(world: WebWorld) -> None:
    prompt, one, other = world.hear(), world.browser(), world.browser()
    path, fields = f"/prompts/{prompt.id}/answer", {"said": "no", "csrf": one.csrf()}
    one.post(path, data=fields, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert "Left alone" not in other.get("/").text
    assert "Left alone" in one.get("/").text
    assert "Left alone" not in one.get("/").text


# Too much.


@attack
def a_body_that_is_too_large(world: WebWorld) -> None:
    """Whether its length is told or not, and whoever sends it."""
    prompt, browser = world.hear(), world.browser()
    path = f"/prompts/{prompt.id}/answer"
    headers = {"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
    whole = f"said=no&csrf={browser.csrf()}&x=".encode() + b"y" * 1_000_001
    chunks = [whole[at : at + 65_536] for at in range(0, len(whole), 65_536)]
    for sender, to in ((browser, path), (Browser(create_app(world.assistant)), "/login")):
        for content in (whole, iter(chunks)):
            answer = sender.post(to, content=content, headers=headers)
            assert answer.status_code == 413
    lying = {**headers, "Content-Length": "9" * 30}
    assert browser.post(path, content=b"said=no", headers=lying).status_code == 413
    assert state(world, prompt) is PromptState.OPEN


@attack
def a_form_of_very_many_fields(world: WebWorld) -> None:
    prompt, browser = world.hear(), world.browser()
    headers = {"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
    content = "&".join([f"csrf={browser.csrf()}", "said=no", *("a" for _ in range(100_000))])
    for path in (f"/prompts/{prompt.id}/answer", "/login"):
        assert browser.post(path, content=content, headers=headers).status_code == 413
    assert state(world, prompt) is PromptState.OPEN


# More lines than one.


@attack
def a_name_of_two_lines(world: WebWorld) -> None:
    """A name becomes part of a header of a mail."""
    program = Program(world)
    for number, break_ in enumerate(("\r\n", "\n", "\r", "\x00", "\u2028", "\x0b", "\x85")):
        name = f"Ann{break_}Bcc: all@evil.example"
        made = program.post("/api/people", json={"name": name, "address": f"ann{number}@a.example"})
        assert made.status_code == 201
        kept = world.assistant.store.get(Person, made.json()["id"])
        assert kept is not None
        assert kept.name.isprintable()


@attack
def a_browser_of_many_lines(world: WebWorld) -> None:
    """What a browser calls itself is shown to the user, and must not look like anything else."""
    browser = Browser(create_app(world.assistant))
    form = {"invitation": access_of(world.assistant).invite()}
    name = "Firefox\x1b[2J\x07 \x9b31m" + "x" * 5000
    browser.post("/login", data=form, headers={"Origin": ORIGIN, "User-Agent": name.encode("latin-1")})
    (session,) = world.assistant.store.find(Session)
    assert session.browser.isprintable()
    assert len(session.browser) <= 200
