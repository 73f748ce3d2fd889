"""Who sends somebody to the user, told from what only looks like it. All invented."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.documents import Document, Medium
from assistant.domain.people import Participant
from assistant.domain.presenting import CROWD, presented_in

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
USER = ("Helen Marsh", "helen@marsh.example")
HELEN = Participant(name="Helen Marsh", address="helen@marsh.example")
ANN = Participant(name="Ann Quill", address="ann@quill.example")
TOM = Participant(name="Tom Reed", address="tom@reedbakery.example")
KATE = Participant(name="Kate Sole", address="kate@sole.example")
JIM = Participant(name="Jim Quill", address="jim@quill.example")  # of Ann's own firm
MIA = Participant(name="Mia Marsh", address="mia@marsh.example")  # of the user's own firm

PRESENTED = [
    ("Tom <> Helen", "You two should talk. I leave it with you."),
    ("Helen <-> Tom (bookkeeping)", "Tom runs the bakery on Mill Road. His books are in a shoebox."),
    ("Intro: Tom Reed / Helen Marsh", "Both of you know me well. Enjoy."),
    ("Tom meet Helen", "Tom needs somebody for his books."),
    ("Introduction Helen Marsh and Tom Reed", "As promised to Tom."),
    ("Connecting Tom and Helen", "Over to you both."),
    ("Bookkeeping", "Helen, meet Tom. Tom needs a bookkeeper."),
    ("Bookkeeping", "Helen, please meet Tom Reed, who runs the bakery on Mill Road."),
    ("Bookkeeping", "Tom, meet Helen. She has done our books for six years."),
    ("Bookkeeping", "Hi Tom,\n\nmeet Helen Marsh, the best bookkeeper I know."),
    ("Hello", "Hi Helen,\n\nI'd like to introduce you to Tom Reed. He is looking for a bookkeeper."),
    ("Hello", "Hi both,\n\nI wanted to introduce you two. Tom's bookkeeper has retired."),
    ("Hello", "Dear Helen, dear Tom,\n\nit is my pleasure to be introducing you both."),
    ("Hello", "Hi Helen, I am putting you in touch with Tom, a baker and a good friend of mine."),
    ("Hello", "I would like to connect you with my neighbour Tom, who runs a bakery."),
    ("Books", "Helen, I have copied in Tom, who needs help with his books."),
    ("Books", "Adding Tom here, who is looking for a bookkeeper in Leeds."),
    ("Books", "Tom (cc'd) asked me who does our books, so here you are."),
    ("Your next client", "Happy to introduce you two! Tom told me that his books are a mess."),
    ("Re: the fair", "It was good to see you.\n\nTom, this is Helen Marsh, the bookkeeper I told you about."),
    ("Re: lunch", "Lovely. By the way, Helen, meet Tom, he opens a second shop."),
    ("Two good people", "I want to bring you two together. Tom bakes, Helen counts."),
    ("E-intro: Helen & Tom", "Tom, you asked me for a bookkeeper. Here she is."),
    ("Books", "Hello Tom, you asked who does our books.\n\nTom, meet Helen. Helen can help you with the shoebox."),
    ("Books", "Please meet Tom Reed.\n\nTom was looking for a bookkeeper, and I thought of nobody else."),
    ("Books", "Helen, let me introduce Tom. He has asked around for a bookkeeper."),
    ("Helen x Tom", "Take it from here."),
]
"""Title and words of mails by Ann to Helen and Tom."""

NOT = [
    # offers, and questions about them
    ("Tom Reed", "Would you like me to introduce you to Tom?"),
    ("Tom Reed", "I could introduce you to Tom if you like."),
    ("Tom Reed", "Let me know whether I should put you in touch with Tom."),
    ("Tom Reed", "I'd be happy to introduce you to Tom."),
    ("Tom Reed", "Shall I connect you with Tom?"),
    ("Tom Reed", "I will introduce you to Tom at the fair."),
    ("Tom Reed", "I'll put you in touch with Tom."),
    ("Tom Reed", "I would love to introduce you two some time."),
    ("Tom Reed", "I hope to introduce you to Tom next month."),
    # asked for
    ("A favour", "Can you introduce me to Tom?"),
    ("A favour", "Could you introduce us to Tom, please?"),
    ("A favour", "Please connect me with your accountant, I copied Tom so that he knows."),
    # the user is the one who is helped
    ("Your website", "Helen, meet Tom. You asked me for somebody who builds websites."),
    ("Helen <> Tom", "Helen needs a new website, and Tom builds them."),
    ("Hello", "Helen, I'd like to introduce you to Tom, as you mentioned that the roof leaks."),
    ("Hello", "Helen, meet Tom Reed. Tom can help you with the roof."),
    # of the sender's own house, and other business
    ("A new face", "Helen, meet Tom, our new colleague. He looks after your account from today."),
    ("A new face", "I'd like to introduce Tom, who has joined our team."),
    ("A new face", "Helen, please meet Tom, your new contact at our bank."),
    ("Handover", "I'd like to introduce Tom Reed, my successor."),
    ("Handover", "Helen, meet Tom, who is taking over from me in May."),
    ("Hello", "Let me introduce you to Tom, our sales director."),
    ("Candidate", "Helen, meet Tom, an excellent candidate for the role."),
    ("News", "We are introducing our new product, and Tom is glad to show it to you."),
    ("News", "Meet our team: Tom bakes. Unsubscribe here."),
    # past, and what comes after
    ("Checking in", "I introduced you to Tom last year. Did you two ever meet?"),
    ("Helen <> Tom", "I introduced you two a while ago, so this is only to ask. Did you manage to speak?"),
    ("Re: Helen <> Tom", "Thanks for the introduction, moving you to bcc. Tom, when are you free?"),
    ("Re: Helen <> Tom", "Nice to meet you, Tom. Shall we say Friday?"),
    ("Re: Helen <> Tom", "Friday at ten is fine for me."),
    ("Thank you", "Thank you so much for introducing us to Tom."),
    # forwards, meetings, the rest
    ("Fwd: Helen <> Tom", "See below."),
    ("Fw: Books", "Helen, meet Tom."),
    ("Call Helen <> Tom", "The link is below."),
    ("Catch-up: Helen x Tom", "Agenda: the fair."),
    ("Lunch", "Tom and I meet Helen's sister on Friday."),
    ("Lunch", "Helen, we meet Tom at noon."),
    ("Lunch", "Helen, I am off to see the fair and then we will meet Tom."),
    ("Minutes", "I have copied Tom. The minutes are attached."),
    ("Hello", "Allow me to introduce myself: Tom and I run the fair."),
    ("Helen's introduction to baking", "Tom has set a day."),
    ("The fair", "Tom and Helen, thank you both for coming."),
    ("Hello", ""),
]


def mail(title: str, author: Participant = ANN, *listeners: Participant, medium: Medium = Medium.EMAIL) -> Document:
    return Document(
        id="doc-1",
        source="mail",
        locator="one",
        medium=medium,
        when=NOON,
        digest="0",
        title=title,
        author=author,
        listeners=listeners or (HELEN, TOM),
    )


@pytest.mark.parametrize(("title", "words"), PRESENTED)
def test_who_presents_the_user_to_somebody_sent_them(title: str, words: str) -> None:
    assert presented_in(mail(title), words, USER) == TOM


@pytest.mark.parametrize(("title", "words"), NOT)
def test_what_only_looks_like_it_is_none(title: str, words: str) -> None:
    assert presented_in(mail(title), words, USER) is None


WORDS = "Helen, meet Tom. Tom needs a bookkeeper."
BULK = Participant(name="Ann of the fair", address="no-reply@fair.example")
ROUND = tuple(Participant(name=f"Guest {n}", address=f"guest{n}@home{n}.example") for n in range(CROWD))


@pytest.mark.parametrize(
    "document",
    [
        mail("Books", HELEN, ANN, TOM),  # the user's own
        mail("Books", BULK, HELEN, TOM),
        mail("Books", ANN, TOM),  # the user is not there
        mail("Books", ANN, HELEN),  # nobody else is
        mail("Books", ANN, HELEN, Participant(name="Tom Quill", address="tom@quill.example")),  # her own colleague
        mail("Books", ANN, HELEN, Participant(name="Tom Marsh", address="tom@marsh.example")),  # the user's
        mail("Books", ANN, HELEN, TOM, *ROUND),
        mail("Books", ANN, HELEN, TOM, medium=Medium.CALENDAR),
        mail("Books", ANN, HELEN, TOM, medium=Medium.NOTE),
    ],
)
def test_the_same_words_in_another_round_are_none(document: Document) -> None:
    assert presented_in(mail("Books"), WORDS, USER) == TOM
    assert presented_in(document, WORDS, USER) is None


def test_of_several_it_is_the_one_who_is_named_and_of_two_named_nobody_is_sure() -> None:
    assert presented_in(mail("Books", ANN, HELEN, KATE, TOM, JIM, MIA), WORDS, USER) == TOM
    assert presented_in(mail("Hello", ANN, HELEN, KATE, TOM), "I want to introduce you two.", USER) is None
    assert presented_in(mail("Helen <> Tom & Kate", ANN, HELEN, KATE, TOM), "Enjoy.", USER) is None


def test_a_name_is_taken_from_the_address_where_there_is_none() -> None:
    nameless = Participant(address="tom.reed@reedbakery.example")
    assert presented_in(mail("Books", ANN, HELEN, nameless), WORDS, USER) == nameless


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_written_the_one_who_was_sent_was_there(title: str, words: str) -> None:
    assert presented_in(mail(title), words, USER) in (None, TOM)


@given(st.text(alphabet="meet inroduc.?, HlTm\n", max_size=400))
def test_names_that_are_no_words_break_nothing(words: str) -> None:
    odd = Participant(name="*( [", address="x@odd.example")
    assert presented_in(mail("x", ANN, HELEN, odd), words, ("((", "helen@marsh.example")) in (None, odd)
