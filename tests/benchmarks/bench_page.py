"""How long each page takes on loopback, and what it weighs, for somebody who has grown by referral for years.

`python -m tests.benchmarks.bench_page` fills a store with 10,000 people, 50,000 documents and 2,000 introductions,
serves it, and asks for every page 100 times over one connection, as a browser does. Half, 95 in 100, and the page's
weight with its sheet and script; the bare answer of `/health` in the same run is what the server itself costs. `first`
is the first answer of all, before anything is kept between requests: what `assistant serve` works out ahead is not.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

import httpx

from assistant.bootstrap import Assistant
from assistant.domain.bullpen import Provider
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import Introduction, State
from assistant.domain.meetings import Meeting
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Reply, ReplyState
from assistant.web.app import access_of
from assistant.web.render import STATIC
from tests.browser.site import served
from tests.large_world import LARGE, assistant_in, fill

TIMES = 100


def paths(assistant: Assistant) -> Iterator[str]:
    """Every page; of those about one thing, that of somebody busy."""
    store = assistant.store
    yield from ("/", "/prompts", "/introductions", "/drafts", "/meetings", "/people", "/bullpen", "/activity")
    yield from ("/settings", "/settings/templates", "/guide", "/search?q=ann", "/search?q=payroll")
    yield from ("/activity/learnt", "/people/twins", "/bullpen/gaps", "/bullpen/alarms", "/bullpen/fill", "/practice")
    yield from ("/care", "/goodwill", "/advocates", "/cards", "/pairs", "/partners", "/wishes", "/laments", "/events")
    yield from ("/groups", "/campaigns", "/insight", "/refer-me", "/playbooks", "/settings/data", "/people/import")
    yield f"/prompts/{next(iter(store.find(Prompt, state=PromptState.OPEN))).id}"
    yield f"/drafts/{next(iter(store.find(Draft, state=DraftState.WAITING))).id}"
    yield f"/replies/{next(iter(store.find(Reply, state=ReplyState.WAITS))).id}"
    for state in (State.WANTED, State.INTRODUCED):
        for introduction in list(store.find(Introduction, state=state))[:1]:
            yield f"/introductions/{introduction.id}"
            if state is State.WANTED:
                yield f"/introductions/{introduction.id}/fits"
    busiest = max(store.find(Person), key=lambda person: person.id == "who-0")
    yield f"/people/{busiest.id}"
    yield f"/bullpen/{next(iter(store.find(Provider))).id}"
    yield f"/meetings/{next(iter(assistant.debrief.waiting())).id}"
    yield f"/meetings/{next(iter(store.find(Meeting))).id}"


def main() -> None:
    """Fill, serve, ask, tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, help="a folder to keep the filled store in, and take it from")
    options.add_argument("--only", default="", help="only paths that begin so")
    options.add_argument("--people", type=int, default=LARGE.people, help="how many people there are")
    options.add_argument("--documents", type=int, default=LARGE.documents, help="how many documents there are")
    chosen = options.parse_args()
    size = replace(LARGE, people=chosen.people, documents=chosen.documents)
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.store or Path(temporary)
        assistant = assistant_in(folder)
        if not assistant.store.count(Person):
            started = time.perf_counter()
            fill(assistant.store, size)
            print(f"filled in {time.perf_counter() - started:.0f} s")
        own = sum((STATIC / name).stat().st_size for name in ("page.css", "page.js", "icon.svg"))
        print(f"{'page':45} {'first':>8} {'half':>8} {'95 %':>8} {'weight':>9}")
        with served(assistant) as site, httpx.Client(base_url=site.address, timeout=120) as client:
            invitation = access_of(assistant).invite()
            client.post("/login", data={"invitation": invitation}, headers={"Origin": site.address})
            for path in ("/health", *paths(assistant)):
                if path.startswith(chosen.only):
                    print(line(client, path, own))


def line(client: httpx.Client, path: str, own: int) -> str:
    """One page's figures."""
    started = time.perf_counter()
    answer = client.get(path)
    first = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        return f"{path:45} {answer.status_code}"
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - started) * 1000)
    cuts = quantiles(times, n=20)
    return f"{path:45} {first:6.0f}ms {cuts[9]:6.1f}ms {cuts[18]:6.1f}ms {(len(answer.content) + own) / 1000:6.0f} kB"


if __name__ == "__main__":
    main()
