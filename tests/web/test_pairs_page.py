"""Who may fit whom in the browser: found, taken up the usual way, left alone, taken back; wishes, laments, partners."""

from dataclasses import replace

from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.bootstrap.pairing import pairing_of
from assistant.domain.bullpen import Provider
from assistant.domain.captures import Mark, MarkKind
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction, State
from assistant.domain.pairs import About, Pair, PairState
from assistant.domain.people import Participant, Person
from assistant.domain.profile import Profile
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.wishes import Wish, WishKind, WishState
from assistant.ports import Compared
from tests.web.web_world import ANNA, TOM, Browser, WebWorld

BO = Participant(name="Bo Quill", address="bo@quill.example")
WORDS = "family-run restaurants with one or two sites"


def likely(world: WebWorld, *ids: str, chance: float = 0.9) -> None:
    told = {each: Compared(id=each, chance=chance, shared=("wages",)) for each in ids}
    world.assistant.__dict__["matcher"] = MemoryMatcher(told)
    world.assistant.__dict__.pop("introduce", None)
    world.assistant.__dict__.pop("answers", None)


def found(world: WebWorld) -> Pair:
    (pair,) = pairing_of(world.assistant).run()
    return pair


def state_of(world: WebWorld, pair: Pair) -> PairState:
    kept = world.assistant.store.get(Pair, pair.id)
    assert kept
    return kept.state


def test_nobody_fits_and_the_page_says_how_somebody_would(browser: Browser) -> None:
    for path, words in (
        ("/pairs", "Nobody new fits anybody"),
        ("/partners", "No partners found yet"),
        ("/wishes", "No wish is noted"),
        ("/laments", "No lament was heard"),
    ):
        assert words in browser.get(path).text


def test_taking_it_up_asks_whoever_has_the_matter_first_and_names_nobody(world: WebWorld, browser: Browser) -> None:
    prompt = world.hear()
    likely(world, "b-fairweek234")
    assert "Found: 1 pair." in browser.press("/pairs/look").text
    assert "1 pair of people who may fit each other" in browser.get("/").text
    text = browser.get("/pairs").text
    assert "the wages came out wrong" in text
    assert "Both speak of wages" in text
    (pair,) = world.assistant.store.find(Pair)
    answer = browser.press(f"/pairs/{pair.id}/answer", said="yes")
    assert "A message to Anna Okafor is drafted." in answer.text
    (draft,) = world.assistant.store.find(Draft, state=DraftState.WAITING)
    assert draft.kind is DraftKind.ASK_SEEKER
    assert "Tom" not in draft.text
    assert "Fairweek" not in draft.text
    assert "Taken up" in browser.get("/pairs").text
    browser.undo(answer)
    assert state_of(world, pair) is PairState.NEW
    assert not list(world.assistant.store.find(Introduction))
    assert world.assistant.store.get(Prompt, prompt.id) == prompt


def test_a_no_never_comes_back_unless_it_is_taken_back(world: WebWorld, browser: Browser) -> None:
    world.hear()
    likely(world, "b-fairweek234")
    pair = found(world)
    for said, state in (("dismissed", PairState.DISMISSED), ("never", PairState.NEVER)):
        answer = browser.press(f"/pairs/{pair.id}/answer", said=said)
        assert state_of(world, pair) is state
        assert "Nobody new fits anybody" in browser.press("/pairs/look").text
        assert "have said" in browser.press(f"/pairs/{pair.id}/answer", said="yes").text
        browser.undo(answer)
        assert state_of(world, pair) is PairState.NEW


def test_who_has_no_card_is_put_into_the_bullpen_first(world: WebWorld, browser: Browser) -> None:
    world.hear()
    bo = Person.known_as(BO, note="runs wages")
    world.assistant.store.put(bo)
    likely(world, bo.id)
    pair = found(world)
    assert f"/bullpen/new?person={bo.id}" in browser.get("/pairs").text
    assert "no card in your bullpen" in browser.press(f"/pairs/{pair.id}/answer", said="yes").text
    assert state_of(world, pair) is PairState.NEW


def test_what_waited_for_somebody_goes_on_with_the_one_who_was_found(world: WebWorld, browser: Browser) -> None:
    prompt = world.hear(category="trades", kind="request")
    _, introduction = world.assistant.introduce.answer(prompt, PromptState.YES)
    assert introduction
    assert introduction.state is State.PARKED
    likely(world, "b-fairweek234")
    pair = found(world)
    assert "Ask Tom, without a name" in browser.get("/pairs").text
    answer = browser.press(f"/pairs/{pair.id}/answer", said="yes")
    assert "A message to Tom Fairweather is drafted" in answer.text or "is drafted" in answer.text
    (ask,) = world.assistant.store.find(Draft, kind=DraftKind.ASK_PROVIDER)
    assert "Anna" not in ask.text
    browser.undo(answer)
    assert state_of(world, pair) is PairState.NEW
    assert world.assistant.store.get(Draft, ask.id).state is DraftState.DISCARDED  # type: ignore[union-attr]


def test_a_wish_is_noted_found_and_asked_about_in_their_own_words(world: WebWorld, browser: Browser) -> None:
    anna = Person.known_as(ANNA)
    world.assistant.store.put(anna)
    answer = browser.fill(f"/wishes?who={anna.id}", "/wishes/add", words=WORDS, kind="client")
    assert "Noted for Anna Okafor" in answer.text
    assert WORDS in browser.get(f"/people/{anna.id}").text
    likely(world, "b-fairweek234")
    pair = found(world)
    assert "Could be:" in browser.get("/wishes").text
    answer = browser.press(f"/pairs/{pair.id}/answer", said="yes")
    (draft,) = world.assistant.store.find(Draft, state=DraftState.WAITING)
    assert draft.to[0].address == ANNA.address
    assert WORDS in draft.text
    assert "Tom" not in draft.text
    (introduction,) = world.assistant.store.find(Introduction)
    world.assistant.answers.record(introduction, Side.SEEKER, Answer.YES)
    (ask,) = world.assistant.store.find(Draft, kind=DraftKind.ASK_PROVIDER)
    assert ask.to[0].address == TOM.address
    browser.undo(answer)
    assert state_of(world, pair) is PairState.NEW
    assert not list(world.assistant.store.find(Prompt))
    (wish,) = world.assistant.store.find(Wish)
    answer = browser.fill("/wishes", f"/wishes/{wish.id}/close", state="met")
    assert not pair_is_shown(browser, pair)
    browser.undo(answer)
    assert pair_is_shown(browser, pair)


def pair_is_shown(browser: Browser, pair: Pair) -> bool:
    return pair.id in browser.get("/pairs").text


def test_a_line_marked_wish_after_a_meeting_is_one(world: WebWorld, browser: Browser) -> None:
    meeting = world.meet()
    mark = Mark(kind=MarkKind.WISH, words=f"Anna wants to meet {WORDS}")
    for _ in range(2):
        world.assistant.debrief.answer(meeting, "", world.assistant.reader, marks=[mark])
        (wish,) = world.assistant.store.find(Wish)
    assert (wish.kind, wish.meeting_id) == (WishKind.CLIENT, meeting.id)
    assert "after your meeting" in browser.get("/wishes").text
    world.assistant.debrief.nothing(meeting)
    assert not list(world.assistant.store.find(Wish, state=WishState.OPEN))


def test_a_lament_stands_beside_whom_they_could_meet(world: WebWorld, browser: Browser) -> None:
    prompt = world.hear(category="sales-clients", quote="nobody is buying, the phone does not ring")
    likely(world, "b-fairweek234")
    assert pairing_of(world.assistant).run() == []  # whoever mends telephones is of no use to them
    text = browser.get("/laments").text
    assert "nobody is buying" in text
    assert "Whom would they like to meet?" in text
    browser.press("/wishes/add", who=prompt.person_id, words=WORDS)
    found(world)
    text = browser.get("/laments").text
    assert "Tom Fairweather" in text
    assert WORDS in text


def test_partners_are_two_who_serve_the_same_and_do_not_compete(world: WebWorld, browser: Browser) -> None:
    store = world.assistant.store
    (card,) = store.find(Provider)
    bo = Person.known_as(BO)
    store.put(replace(card, ideal_client="small restaurants"), bo)
    store.put(
        Provider(id="b-bo", person_id=bo.id, services=("construction",), does="Fits out.", ideal_client="restaurants")
    )
    likely(world, "other", bo.id, card.person_id, "user", chance=0.999)
    (pair,) = pairing_of(world.assistant).run()
    assert pair.about is About.PARTNERS
    text = browser.get("/partners").text
    assert "Neither does the other’s work" in text
    answer = browser.press(f"/pairs/{pair.id}/answer", said="yes")
    (draft,) = store.find(Draft, state=DraftState.WAITING)
    assert "you said" not in draft.text  # what they did not say is not put into their mouth
    browser.undo(answer)
    assert state_of(world, pair) is PairState.NEW
    store.put(Profile(does="Keeps books.", services=("bookkeeping",), ideal_client="restaurants"))
    more = pairing_of(world.assistant).run()
    assert {(each.seeker_id, each.about) for each in more} == {("user", About.PARTNERS)}
    assert "I will talk to" in browser.get("/partners").text
    answer = browser.press(f"/pairs/{more[0].id}/answer", said="yes")
    assert "you will talk to" in answer.text
    assert not list(store.find(Draft, state=DraftState.WAITING))


def test_rivals_are_no_partners(world: WebWorld) -> None:
    store = world.assistant.store
    (card,) = store.find(Provider)
    bo = Person.known_as(BO)
    rival = Provider(id="b-bo", person_id=bo.id, services=("payroll",), does="Wages.", ideal_client="restaurants")
    store.put(replace(card, ideal_client="small restaurants", area=("Leeds",)), bo, rival)
    likely(world, "other", bo.id, card.person_id, chance=0.999)
    assert pairing_of(world.assistant).run() == []
    store.put(replace(rival, area=("York",)))
    (pair,) = pairing_of(world.assistant).run()
    assert pair.about is About.PARTNERS
