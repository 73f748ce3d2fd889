"""What to say on the telephone: golden files, and the same etiquette as in the messages."""

import re

import pytest

from assistant.adapters.jinja_drafts import JinjaWriter
from assistant.adapters.template_root import template_root
from assistant.domain.drafts import DraftKind
from assistant.domain.etiquette import identifying
from assistant.domain.letters import REMINDED
from assistant.domain.people import Person
from tests.unit.regenerate_golden import CASES, PROVIDER, QUOTE, SCRIPTS, SEEKER, SPOKEN, kind_of, spoken

WRITER = JinjaWriter()
SEEKER_PERSON = Person(id="who-s", name=SEEKER.name, organisation=SEEKER.organisation)
PROVIDER_PERSON = Person(id="who-p", name=PROVIDER.name, organisation=PROVIDER.organisation)


@pytest.mark.parametrize("name", SPOKEN)
def test_every_script_reads_as_its_golden_file_and_asks_like_the_mail(name: str) -> None:
    script, letter = spoken(name, WRITER), CASES[name]
    assert script == (SCRIPTS / f"{name}.txt").read_text(encoding="utf-8")
    assert script.count("\n") == 1
    assert len(script.split()) <= 100
    assert "this is Helen Marsh" in script
    assert letter.matter in script.lower()
    assert "just say so: no reason needed" in script
    assert not re.search(r" {2}|\.\.|,,| [.,;:?!]|!|\bNone\b|[{}<>]", script)
    if kind_of(letter) is DraftKind.ASK_PROVIDER:
        assert not identifying(script, SEEKER_PERSON, quotes=[QUOTE])
    elif kind_of(letter) is DraftKind.ASK_SEEKER:
        assert not identifying(script, PROVIDER_PERSON)


def test_every_ask_has_a_script_and_no_other_mail_has() -> None:
    found = {path.name for path in (template_root() / "call").iterdir()}
    assert found == {f"{kind}.txt.j2" for kind in REMINDED}
    assert {path.stem for path in SCRIPTS.iterdir()} == set(SPOKEN)
