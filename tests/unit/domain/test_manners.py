"""The linter of drafts: what it finds in edited drafts, what it leaves alone, and why."""

import time
from collections import Counter
from dataclasses import replace

import pytest

from assistant.domain.consents import Side
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.findings import Finding, Rule
from assistant.domain.letters import Joint
from assistant.domain.manners import RULES, found_early, lint
from assistant.domain.people import Person
from tests.unit.domain.edited import ANNA, CIRCLE, MAYA, SIGNATURE, TOM, Edit, edits, message
from tests.unit.regenerate_golden import CASES, TONES, kind_of, rendered

SEEN = ("written_first", "written_second", "written_third", "written_fourth")
DISPUTED = "written_second-17-joint"  # "why not ring him" after her name: a person reads it, the rule does not
ASKED = "Would you like help? If not, no reason needed."


def found(kind: DraftKind, side: Side, text: str) -> list[tuple[Rule, str]]:
    return [(each.rule, each.words) for each in lint(message(kind, side, text), CIRCLE)]


def asked(text: str) -> list[tuple[Rule, str]]:
    return found(DraftKind.ASK_PROVIDER, Side.PROVIDER, f"{text} {ASKED}")


@pytest.mark.parametrize("edit", [e for name in SEEN for e in edits(name)], ids=lambda edit: edit.place)
def test_it_finds_in_an_edited_draft_what_a_person_found(edit: Edit) -> None:
    expected = edit.faults | ({Rule.WHO_WRITES} if edit.place == DISPUTED else set())
    assert {each.rule for each in lint(edit.draft, CIRCLE)} == expected


def test_most_of_what_it_finds_in_unseen_edits_is_there_and_little_is_missed() -> None:
    count: Counter[str] = Counter()
    for edit in edits("unseen"):
        rules = {each.rule for each in lint(edit.draft, CIRCLE)}
        count.update(right=len(rules & edit.faults), wrong=len(rules - edit.faults), missed=len(edit.faults - rules))
    assert count["right"] / (count["right"] + count["wrong"]) >= 0.8
    assert count["right"] / (count["right"] + count["missed"]) >= 0.75


def test_the_edits_are_many_and_half_of_them_are_clean() -> None:
    every = [edit for name in (*SEEN, "unseen") for edit in edits(name)]
    assert len(every) >= 200
    assert 0.4 <= sum(not edit.faults for edit in every) / len(every) <= 0.6
    assert set().union(*(edit.faults for edit in every)) == RULES.keys() - {Rule.ADDRESSED}


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("name", CASES)
def test_a_template_is_never_found_fault_with(name: str, tone: str) -> None:
    letter, bare = CASES[name], {}
    if isinstance(letter, Joint):
        bare = {
            "seeker": Person(id="s", name=letter.seeker.name),
            "provider": Person(id="p", name=letter.provider.name),
        }
    said, does = getattr(letter, "quote", ""), getattr(letter, "does", "")
    circle = replace(CIRCLE, seeker_words=(said,), card=f"{does} {CIRCLE.card}", **bare)
    draft = as_draft(name, tone)
    if bare:
        draft = replace(draft, to=(circle.seeker.participant,), cc=(bare["provider"].participant,))
    assert lint(draft, circle) == ()


def as_draft(name: str, tone: str) -> Draft:
    letter, mail = CASES[name], rendered(name, tone)
    to_provider = letter.to.name == TOM.name
    draft = message(kind_of(letter), Side.PROVIDER if to_provider else Side.SEEKER, "Hello,")
    return replace(draft, subject=mail.subject, text=mail.text)


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("name", [name for name in CASES if "no reason needed" in rendered(name, "warm").text])
def test_a_template_without_its_way_out_is(name: str, tone: str) -> None:
    draft = as_draft(name, tone)
    kept = [part for part in draft.text.split(". ") if "no reason needed" not in part]
    kept = [part for whole in kept for part in whole.split("\n\n") if "no reason needed" not in part]
    assert Rule.WAY_OUT in {each.rule for each in lint(replace(draft, text="\n\n".join(kept)), CIRCLE)}


def test_a_finding_says_where_it_is_and_why_in_a_sentence() -> None:
    draft = message(DraftKind.ASK_PROVIDER, Side.PROVIDER, f"They pay £30 an hour. {ASKED}")
    (finding,) = lint(draft, CIRCLE)
    assert (finding.rule, finding.number, finding.part) == (Rule.PROMISE, "S2", "text")
    assert draft.text[finding.start : finding.end] == finding.words == "£30 an hour"
    assert finding.words in finding.why
    assert finding.why.endswith(".")
    (finding,) = lint(replace(draft, subject="Act now", text=f"Hello Tom,\n\n{ASKED}\n"), CIRCLE)
    assert (finding.part, finding.start, finding.end) == ("subject", 0, 7)


def test_every_rule_has_a_number_a_name_and_a_check_and_only_the_consent_stands_for_ever() -> None:
    assert RULES.keys() == set(Rule) - {Rule.NAMED_EARLY}
    findings = [Finding(rule=rule, why="so") for rule in Rule]
    assert all(each.number and each.name for each in findings)
    assert [each.rule for each in findings if not each.may_be_overruled] == [Rule.NAMED_EARLY]


def test_what_others_wrote_is_not_the_users_selling() -> None:
    circle = replace(
        CIRCLE,
        provider=replace(TOM, organisation="World Class Payroll"),
        card="Award-winning payroll at unbeatable prices. We guarantee a free first month.",
        signature="Helen Marsh\nBest prices in town",
    )
    text = (
        "I would ask World Class Payroll. Award-winning payroll at unbeatable prices. In their own words: “We "
        f"guarantee a free first month.” {ASKED}\n\nBest wishes,\nHelen Marsh\nBest prices in town"
    )
    draft = message(DraftKind.OFFER_PROVIDER, Side.SEEKER, f"Hello Anna,\n\n{text}")
    assert lint(draft, circle) == ()
    assert {each.rule for each in lint(draft, CIRCLE)} == {Rule.SELLING, Rule.OWN_WORDS}


def test_a_postscript_is_read_too() -> None:
    text = f"Hello Tom,\n\n{ASKED}\n\nBest wishes,\n{SIGNATURE}\n\nPS: there is a discount this week."
    assert found(DraftKind.ASK_PROVIDER, Side.PROVIDER, text) == [(Rule.SELLING, "discount")]


@pytest.mark.parametrize(
    "words",
    [
        "It is a great deal of work, at the best time of year",
        "I will be quick, and tell you when you are free",
        "They have been away, and look for maternity cover in the dental surgery",
        "It went by first-class post to a five-star hotel",
        "The operation moved to Leeds, and they are ill-suited to it",
        "You can tell me by Friday; Tom will be back by Monday",
        "Tom can see you before Christmas, and will write to you by Friday",
        "I owe you a coffee, and my own illness is over",
    ],
)
def test_what_only_looks_like_a_fault_is_left_alone(words: str) -> None:
    assert asked(f"{words}.") == []


@pytest.mark.parametrize(
    "words",
    [
        "Are they free on Monday?",
        "Feel free to ask.",
        "I will write to you by Friday.",
        "I do not know if they will be done by Friday.",
        "Could they start within two weeks?",
        "He will finish by Friday, you say?",
        "There is no guarantee.",
        "I promise not to ask again.",
    ],
)
def test_a_question_a_doubt_and_the_users_own_word_are_no_promise_for_another(words: str) -> None:
    assert asked(words) == []


def test_a_price_is_a_promise_however_it_is_put() -> None:
    for words in ("no more than £50", "about 30 euros", "$1,200.50"):
        found_words = [each for rule, each in asked(f"It comes to {words}.") if rule is Rule.PROMISE]
        assert [each for each in found_words if each in words]


def test_what_is_private_to_the_reader_may_be_said_to_the_reader() -> None:
    own = "I hope you are over your illness. I was ill myself. Is your overdraft sorted?"
    assert found(DraftKind.ASK_SEEKER, Side.SEEKER, f"{own} {ASKED}") == []
    assert [rule for rule, _ in asked("The person I know is ill.")] == [Rule.PRIVATE]
    joint = "Anna, would you write to Tom first? I hope you are over your illness."
    assert (Rule.PRIVATE, "illness") in found(DraftKind.JOINT, Side.SEEKER, joint)


def test_what_the_matter_is_about_is_not_private() -> None:
    circle = replace(CIRCLE, matter="credit control: late payers, debt claims")
    draft = message(DraftKind.ASK_PROVIDER, Side.PROVIDER, f"It is about debt claims against a customer. {ASKED}")
    assert lint(draft, circle) == ()


def test_words_of_one_side_are_not_passed_on_to_the_other() -> None:
    draft = message(DraftKind.THANKS, Side.PROVIDER, "She said payroll eats two days of every month, poor thing.")
    assert [(each.rule, each.words) for each in lint(draft, CIRCLE)] == [
        (Rule.PRIVATE, "payroll eats two days of every")
    ]
    circle = replace(CIRCLE, told_words=("They never get a single payslip out on time there",))
    text = f"People say you never get a single payslip out on time. {ASKED}"
    assert [each.rule for each in lint(message(DraftKind.ASK_SEEKER, Side.SEEKER, text), circle)] == [Rule.PRIVATE]
    assert (
        lint(message(DraftKind.LOOP, Side.SEEKER, "You told me: never get a single payslip out on time."), circle) == ()
    )


def test_a_third_person_is_found_by_the_whole_name() -> None:
    assert asked("I spoke to Maya.") == []
    assert asked(f"I spoke to {MAYA.name}.") == [(Rule.PRIVATE, MAYA.name)]


def test_a_quotation_is_as_it_was_written() -> None:
    quote = CIRCLE.seeker_words[0]
    right = f"You said: “{quote}” {ASKED}"
    wrong = f"You said: “{quote.replace('two days', 'a week')}” {ASKED}"
    assert found(DraftKind.ASK_SEEKER, Side.SEEKER, right) == []
    assert [rule for rule, _ in found(DraftKind.ASK_SEEKER, Side.SEEKER, wrong)] == [Rule.OWN_WORDS]
    cut = f"You said: “Payroll eats two days … and somebody is still paid wrong.” {ASKED}"
    assert found(DraftKind.ASK_SEEKER, Side.SEEKER, cut) == []


JOINT = "Anna is looking for help with payroll. Anna, would you write to Tom first? I will leave it with you."


def test_a_joint_message_goes_to_the_one_helped_with_the_other_in_copy() -> None:
    draft = replace(message(DraftKind.JOINT, Side.SEEKER, JOINT), subject="Anna Okafor, meet Tom Lindqvist")
    assert lint(draft, CIRCLE) == ()
    turned = replace(draft, to=(TOM.participant,), cc=(ANNA.participant,))
    both = replace(draft, to=(ANNA.participant, TOM.participant), cc=())
    assert [[each.rule for each in lint(other, CIRCLE)] for other in (turned, both)] == [[Rule.ADDRESSED]] * 2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two. Three. Anna, write to Tom first.", 4),
        ("Dr. Lee of St. Mary's knows them, e.g. from Baker & Co. Anna, write to Tom first!", 1),
        ("They say: “We pay. We bill. We file. We smile.” Anna, write to Tom first.", 1),
        ("One\n\nTwo\n\nThree\n\nFour\n\nAnna, write to Tom first.", 5),
        ("One... Two?! Three. Four (so.) Anna, write to Tom first.", 5),
    ],
)
def test_sentences_are_counted_as_a_reader_counts_them(text: str, count: int) -> None:
    draft = replace(message(DraftKind.JOINT, Side.SEEKER, text), subject="Anna and Tom")
    assert (Rule.LENGTH in {each.rule for each in lint(draft, CIRCLE)}) == (count > 4)


def test_naming_too_early_is_found_in_its_place_and_stands() -> None:
    draft = message(DraftKind.ASK_PROVIDER, Side.PROVIDER, f"It is Anna  Okafor. {ASKED}")
    findings = found_early(draft, ["anna okafor", "bakery.example"])
    assert [each.words for each in findings] == ["Anna  Okafor", ""]
    assert not any(each.may_be_overruled for each in findings)
    assert "bakery.example" in findings[1].why


@pytest.mark.parametrize("nasty", ["!", "{{", "[name ", "“", '"', "if ", "the best ", "· ", "a\n", "will be ", "£1,"])
def test_it_is_quick_whatever_it_reads(nasty: str) -> None:
    draft = message(DraftKind.JOINT, Side.SEEKER, nasty * (20_000 // len(nasty)) + "x")
    began = time.perf_counter()
    lint(draft, CIRCLE)
    assert time.perf_counter() - began < 5
