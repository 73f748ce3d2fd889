"""A blow in a life, from the mail to all that follows: no question, no ask, nothing told of it; care instead (S10)."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.config import load
from assistant.domain.documents import Document
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person, Role
from assistant.domain.prompts import Prompt
from assistant.domain.time import utc_now
from assistant.domain.touches import Noted

ANN = Person.known_as(Participant(name="Ann Ng", address="ann@ng.example"), roles=(Role.CUSTOMER,), importance=3)
CONFIG = """data = "data"
[user]
name = "Sam Roe"
addresses = ["sam@roe.example"]
[[source]]
name = "inbox"
type = "eml"
path = "mail"
"""
BLOWS = (
    ("diagnosis", "My sister cannot keep up with the shop since her cancer diagnosis, nobody is there to help."),
    ("funeral", "Since Dad's funeral nobody has done the books and the bank keeps ringing."),
    ("divorce", "After the divorce she has to sell the house, do you know an estate agent?"),
    ("rehab", "He's back in rehab, so we need somebody to run the workshop."),
)


def synced(folder: Path, body: str) -> Assistant:
    """What the assistant knows after one mail of Ann's."""
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = "Ann Ng <ann@ng.example>", "sam@roe.example", "How we are"
    written["Date"] = format_datetime(utc_now() - timedelta(days=40))
    written.set_content(f"Hello Sam,\n\n{body}\n\nAnn\n")
    (folder / "mail").mkdir()
    (folder / "mail" / "one.eml").write_bytes(written.as_bytes())
    (folder / "config.toml").write_text(CONFIG, "utf-8")
    known = Assistant(load(folder / "config.toml"))
    known.store.put(ANN, Noted(id="touch-1", person_id=ANN.id, at=utc_now() - timedelta(days=90)))
    known.sync().run(documents=known.document_sources())
    return known


@pytest.mark.parametrize(("word", "body"), BLOWS, ids=[word for word, _ in BLOWS])
def test_a_blow_is_no_matter_and_stops_asks_and_raises_care(tmp_path: Path, word: str, body: str) -> None:
    known = synced(tmp_path, body)
    assert known.store.count(Document) == 1
    assert known.store.count(Mention) == known.store.count(Prompt) == 0
    ann = known.store.get(Person, ANN.id)
    assert ann
    (why,) = known.practice.restraint.against_asking(ann)
    assert why.startswith("something private came up with Ann in ")
    assert not known.practice.advocates.of(ann).may_ask
    (call,) = known.practice.care.today()
    assert "be gentle" in call.mind
    for shown in (why, call.mind, call.opening, call.check_in.why):
        assert word not in shown.lower()


def test_a_need_of_work_is_a_question_as_ever(tmp_path: Path) -> None:
    known = synced(tmp_path, "Do you know a good roofer who could look at our barn before the winter?")
    assert known.store.count(Prompt) == 1
    assert known.practice.restraint.against_asking(ANN) == []
