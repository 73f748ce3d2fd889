"""Open laments: whoever says that nobody is buying needs clients, and whoever says something like it does not.

The first thirty of each were written before the ways in which laments are told; the others after them, and unseen.
"""

from datetime import UTC, datetime

import pytest

from nlp.laments import is_lament
from nlp.reader import load_reader
from nlp.text import Medium, Reader, Text, Who

LAMENTS = (
    "Nobody is buying this autumn.",
    "Our customers do not call any more.",
    "The phone has not rung in three weeks.",
    "We used to have a queue out of the door, and now the shop stands empty.",
    "I have two joiners sitting in the workshop with nothing to do.",
    "It has been dead since August, not one new enquiry.",
    "Orders have dried up, if I am honest.",
    "The order book is empty after Christmas.",
    "We keep quoting and nobody says yes.",
    "All our work comes from two clients, and one of them is leaving.",
    "Footfall is down by half and I do not know how to bring people back in.",
    "We lost our biggest account last month and have nothing to put in its place.",
    "I am tired of waiting for the phone to ring.",
    "Half my diary is white for January.",
    "Nobody seems to know that we exist.",
    "New business has been painfully slow this year.",
    "Our pipeline is as dry as a bone.",
    "We cannot seem to get in front of the people who decide.",
    "Bookings are down again and the season is nearly over.",
    "The tables are empty from Monday to Thursday.",
    "Every quote I send goes into a black hole.",
    "We have not won a new client since spring.",
    "Word of mouth has dried up and I do not know why.",
    "The website brings visitors but no one ever gets in touch.",
    "We have room for ten more families and nobody comes.",
    "Sales have been flat for a year and I cannot get them moving.",
    "I wish I knew where to find more customers like them.",
    "People look around, say it is lovely and leave without buying anything.",
    "The regulars are dying off and no young people come in.",
    "We make the best cheese in the county and cannot get a single shop to stock it.",
)
NONE = (
    "Nobody is buying lunch today, I have brought sandwiches.",
    "Customers do not call us on Sundays, which is how we like it.",
    "The phone has not rung because I unplugged it for the meeting.",
    "We used to have a queue at the till until we bought the second one.",
    "I have two joiners starting on the Mill Lane job on Monday.",
    "It was dead quiet in the library, a joy to work in.",
    "The paint has dried up in the tin, I will buy another.",
    "The order book is full until Easter.",
    "We quoted them on Friday and they said yes on Monday.",
    "All our work comes by recommendation and we like it that way.",
    "Footfall is up by a third since the new window.",
    "We lost the match last night, four to one.",
    "I am waiting for the phone to ring, the surgery will call about my mother.",
    "My diary is white for January because I am going to New Zealand.",
    "Nobody knew about the surprise party, it went very well.",
    "Business has been good this year, thank you for asking.",
    "The garden is as dry as a bone.",
    "We finally got in front of the people who decide, and they signed.",
    "Bookings are down to the last two rooms, so hurry if you want one.",
    "The tables are empty because the delivery comes on Thursday.",
    "Every letter I send goes out by second post.",
    "We won three new clients this spring.",
    "The spring behind the barn has dried up.",
    "The website brings us more enquiries than we can answer.",
    "We have room for ten more in the minibus if anybody wants a lift.",
    "The roof is flat and the rain does not run off as it used to.",
    "I know where to find them, they are in the second drawer.",
    "People looked around, said it was lovely and bought the lot.",
    "The old elms are dying off along the lane.",
    "He makes the best cheese in the county and sells every round of it.",
)
UNSEEN = (
    "People have stopped buying, it is as simple as that.",
    "Our regular customers never come back after the first order.",
    "January was a disaster, we sold next to nothing.",
    "I have never known it so quiet.",
    "The telephone has stopped ringing.",
    "We need more people through the door.",
    "Enquiries have fallen off a cliff since the summer.",
    "We haven't had a single booking for February.",
    "Customers are tightening their belts and we feel it.",
    "The stall was empty all day, I sold two candles.",
    "I do not know how we are going to find new clients.",
    "Our biggest customer has gone to a competitor.",
    "Trade is dead on a Monday.",
    "Nobody wants to pay for proper work any more.",
    "The last three tenders came to nothing.",
    "My books are empty for the next two months.",
    "Half the rooms are empty every week.",
    "We cannot find a distributor who will take us on.",
    "Nobody rings any more, they all look on the internet.",
    "Turnover is down for the third quarter running.",
)
UNSEEN_NONE = (
    "People have stopped parking in front of the gate, thank heavens.",
    "Our regular customers never come on a Tuesday, so Tuesday it is.",
    "January was a triumph, we sold everything.",
    "I have never known the office so quiet, everybody was at the fair.",
    "The fire alarm has stopped ringing.",
    "We need more chairs for Thursday.",
    "The cat has fallen off the shelf.",
    "We haven't had a single day of rain.",
    "I am tightening the screws on the shelf tonight.",
    "The fridge was empty when we came home.",
    "I know how we found our clients, they came through you.",
    "Our biggest customer has doubled her order.",
    "The battery is dead again, I will take the bus.",
    "Nobody wants to leave the party early.",
    "The last three trains came on time.",
    "My glass is empty, shall we?",
    "Half the rooms are painted.",
    "We have found a distributor who takes us on.",
    "Nobody rings the bell, just come in.",
    "Turnover is up for the third quarter running.",
)

ANNA = Who(name="Anna Okafor", address="anna@okafor.example")
HELEN = Who(name="Helen Marsh", address="helen@marsh.example")


def mail(line: str, author: Who = ANNA) -> Text:
    body = f"Thursday\n\nHello,\n\nGood to see you at the breakfast. {line} Anyway, see you on the 12th.\n\nBest wishes"
    return Text(
        body=body,
        medium=Medium.EMAIL,
        title="Thursday",
        author=author,
        listeners=(HELEN if author is ANNA else ANNA,),
        user=("Helen Marsh", "helen@marsh.example"),
        when=datetime(2026, 11, 3, 9, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def test_most_laments_are_known_and_nothing_that_only_sounds_like_one() -> None:
    assert sum(map(is_lament, LAMENTS)) >= 28
    assert sum(map(is_lament, UNSEEN)) >= 8  # a lament can be told in more ways than anybody can write down
    assert [line for line in (*NONE, *UNSEEN_NONE) if is_lament(line)] == []


def test_the_reader_finds_them_as_a_problem_of_finding_clients(reader: Reader) -> None:
    found = list(reader.read_many(map(mail, LAMENTS)))
    told = [(mention.category, mention.kind, mention.holder.name) for reading in found for mention in reading.mentions]
    assert told.count(("sales-clients", "problem", "Anna Okafor")) >= 28
    assert len(told) <= 30


def test_the_reader_finds_nothing_in_what_only_sounds_like_one(reader: Reader) -> None:
    assert [reading.mentions for reading in reader.read_many(map(mail, (*NONE, *UNSEEN_NONE)))] == [()] * 50


def test_what_the_user_laments_is_nobodys_matter(reader: Reader) -> None:
    assert reader.read(mail(LAMENTS[0], HELEN)).mentions == ()
