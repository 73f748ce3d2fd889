"""Places as people write them: who works where somebody is, and that what is not understood speaks against nobody."""

import pytest

from nlp.matching.areas import Area, Reach, home_of, read_area
from nlp.matching.places import find_place, places_in


def reach(area: str, place: str, *not_for: str) -> Reach:
    return read_area(area, not_for).reach(find_place(place, {"GB": 1.0}))


@pytest.mark.parametrize(
    ("area", "place", "wanted"),
    [
        ("Manchester and North West England", "Salford", Reach.INSIDE),
        ("Manchester and North West England", "Guelph, Ontario, Canada", Reach.OUTSIDE),
        ("Northern England", "Leeds", Reach.INSIDE),
        ("Northern England", "Bristol", Reach.OUTSIDE),
        ("Ontario, Canada", "Guelph, Ontario, Canada", Reach.INSIDE),
        ("Ontario, Canada", "Vancouver", Reach.OUTSIDE),  # "Canada" only says where Ontario is
        ("Austin, Texas", "Dallas, Texas", Reach.OUTSIDE),
        ("Austin and Central Texas", "Waco, Texas", Reach.INSIDE),
        ("London, UK and EU", "Leeds", Reach.INSIDE),  # a list of three
        ("York", "Leeds", Reach.INSIDE),  # half an hour away
        ("York", "Sheffield", Reach.NEAR),
        ("remote, UK", "Leeds", Reach.INSIDE),
        ("remote, UK", "Chicago", Reach.OUTSIDE),
        ("UK-wide delivery", "Leeds", Reach.INSIDE),
        ("Bristol and remote", "Chicago", Reach.ANYWHERE),
        ("remote, worldwide", "Chicago", Reach.ANYWHERE),
        ("United States, based in Atlanta", "Chicago", Reach.INSIDE),
        ("Zürich", "Zurich, Switzerland", Reach.INSIDE),
        ("", "Leeds", Reach.UNKNOWN),
        ("wherever the wind blows", "Leeds", Reach.UNKNOWN),
        ("Leeds", "the back of beyond", Reach.UNKNOWN),
    ],
)
def test_who_works_where_somebody_is(area: str, place: str, wanted: Reach) -> None:
    assert reach(area, place) is wanted


def test_what_a_card_is_not_for_may_narrow_its_area() -> None:
    assert reach("UK", "Glasgow", "Scotland") is Reach.OUTSIDE
    assert reach("remote", "Paris", "outside the UK") is Reach.OUTSIDE
    assert reach("remote", "Leeds", "outside the UK", "the tax of Scotland") is Reach.ANYWHERE


def test_of_towns_with_one_name_it_is_the_one_where_the_providers_are() -> None:
    homes = home_of([read_area("Leeds"), read_area("Scotland"), Area()])
    assert homes == {"GB": 2 / 3}
    assert [find_place("Newcastle", home).country for home in (homes, {"AU": 1.0})] == ["GB", "AU"]  # type: ignore[union-attr]
    assert find_place("Perth, Scotland").division == "SCT"  # type: ignore[union-attr]
    assert find_place("Vermont").country == "US"  # type: ignore[union-attr]


def test_places_are_found_in_running_text_but_no_months() -> None:
    text = "My aunt moved from Leeds to Lisbon in March; in May she wants it sold."
    assert [place.name for place in places_in(text, find_place("Leeds"))] == ["leeds", "lisbon"]
