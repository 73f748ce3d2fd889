"""Whatever is typed into whichever field of whichever form: the page answers, and makes no mistake of its own."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.filled_world import filled
from tests.web.page_routes import SIGNING, addresses
from tests.web.web_world import ORIGIN, Browser, WebWorld

FIELDS = (
    *("said", "until", "they_said", "back", "to", "meaning", "subject", "text", "seen", "told", "do", "who", "name"),
    *("address", "organisation", "note", "area", "role", "kind", "words", "category", "service", "does", "mark", "q"),
    *("provider", "side", "answer", "quote", "what", "on", "paused_until", "version", "password", "invitation", "id"),
)
"""Names of fields that forms of ours have, and some that none has."""
ODD = (
    *(
        "",
        " ",
        "\x00",
        "\ud800",
        "\udfff!",
        "\u202e<b>",
        "\ufeff",
        "a\r\nBcc: all@evil.example",
        "%00%ff",
        "-1",
        "1e999",
    ),
    *("1e999", "9" * 5000, "2027-01-15", "0001-01-01", "9999-12-31", "yes", "no", "later", "wrong", "save", "met"),
    *(
        "hand-off",
        "nothing",
        "b-fairweek234",
        "\U0001f600" * 50,
        "e\u0301" * 99,
        "{{ 7*7 }}",
        "' OR 1=1 --",
        "<a@b.example>",
    ),
)
words = st.one_of(st.sampled_from(ODD), st.text(st.characters(), max_size=60), st.dates().map(str))
bodies = st.dictionaries(st.sampled_from(FIELDS), words, max_size=8)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> WebWorld:
    return filled(tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="module")
def browser(world: WebWorld) -> Browser:
    return world.browser()


def sent(browser: Browser, path: str, fields: dict[str, str]) -> Any:
    """A form of this session, with half a surrogate pair as a browser's own text could hold it."""
    from urllib.parse import urlencode

    body = urlencode({"csrf": browser.csrf(), **fields}, errors="surrogatepass").encode()
    headers = {"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
    return browser.post(path, content=body, headers=headers, follow_redirects=False)


def forms(world: WebWorld) -> list[str]:
    return [path for path in addresses(world, "POST", each=1) if path not in SIGNING]


@pytest.fixture(scope="module")
def paths(world: WebWorld) -> dict[str, list[str]]:
    """What may be asked for, as it was before anything was changed."""
    return {"GET": list(addresses(world, "GET", each=1)), "POST": forms(world)}


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_words_in_any_field(paths: dict[str, list[str]], browser: Browser, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(paths["POST"]))
    answer = sent(browser, path, data.draw(bodies))
    assert answer.status_code < 500
    if answer.status_code == 303:
        assert browser.get(answer.headers["location"]).status_code < 500


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(fields=bodies)
def test_any_words_at_the_door(browser: Browser, fields: dict[str, str]) -> None:
    stranger = Browser(browser.app)
    body = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    answer = stranger.post("/login", data=body, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code in (403, 429)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_words_in_an_address(paths: dict[str, list[str]], browser: Browser, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(paths["GET"]))
    asked = {name: value.encode("utf-8", "replace").decode() for name, value in data.draw(bodies).items()}
    more = ("show", "state", "page", "after", "q", "role", "limit", "from", "to", "invitation")
    asked |= {name: value.encode("utf-8", "replace").decode() for name in more if (value := data.draw(words))}
    assert browser.get(path, params=asked).status_code < 500


@pytest.mark.parametrize("sign", ["a", " ", "\n", "<", ".", "I am a ", "a@", "ſ", "http://", "(", "Dear ", "!?"])
def test_long_words_in_every_field_are_answered(tmp_path: Path, sign: str) -> None:
    """50,000 characters of one sort: nothing grows faster than what is typed, or the run would never end."""
    world = filled(tmp_path)
    browser = world.browser()
    long = (sign * 50_000)[:50_000]
    for path in forms(world):
        assert sent(browser, path, dict.fromkeys(FIELDS[:13], long)).status_code < 500
