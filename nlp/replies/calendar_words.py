"""Words that name days, in English and the languages that its neighbours write."""

from __future__ import annotations


def _numbered(*rows: str) -> dict[str, int]:
    return {name.replace("_", " "): number for number, names in enumerate(rows, start=1) for name in names.split()}


MONTHS = _numbered(
    "january jan januar januari janvier enero gennaio janeiro stycznia",
    "february feb februar februari février fevrier febrero febbraio fevereiro lutego",
    "march mar märz maart mars marzo março marca",
    "april apr avril abril aprile kwietnia",
    "may mai mei mayo maggio maio maj maja",
    "june jun juni juin junio giugno junho czerwca",
    "july jul juli juillet julio luglio julho lipca",
    "august aug augusti augustus août aout agosto sierpnia",
    "september sept sep septembre septiembre settembre setembro września",
    "october oct oktober okt octobre octubre ottobre outubro października",
    "november nov novembre noviembre novembro listopada",
    "december dec dezember dez décembre decembre diciembre dicembre dezembro grudnia",
)
WEEKDAYS = {
    name: number - 1
    for name, number in _numbered(
        "monday mon montag maandag lundi lunes lunedì måndag mandag poniedziałek",
        "tuesday tues tue dienstag dinsdag mardi martes martedì tisdag tirsdag wtorek wtorku",
        "wednesday wed mittwoch woensdag mercredi miércoles mercoledì onsdag środa",
        "thursday thurs thur thu donnerstag donderdag jeudi jueves giovedì torsdag czwartek",
        "friday fri freitag vrijdag vendredi viernes venerdì fredag piątek",
        "saturday sat samstag zaterdag samedi sábado sabato lördag lørdag",
        "sunday sun sonntag zondag dimanche domingo domenica söndag søndag",
    ).items()
}
NUMBERS = {
    **_numbered(
        "a one an another een één ein einem einen einer une un una uno ett et",
        "two couple_of a_couple_of twee zwei deux dos due dois två to",
        "three a_few drie drei trois tres tre três",
        "four vier quatre cuatro quattro quatro fyra fire",
        "five vijf fünf cinq cinco cinque fem",
        "six zes sechs seis sei sex seks",
        "seven zeven sieben sept siete sette",
        "eight acht huit ocho otto",
        "nine negen neun neuf",
        "ten tien zehn dix diez dieci",
        "eleven elf",
        "twelve twaalf zwölf douze doce dodici",
    ),
    "twenty": 20,
    "thirty": 30,
    "dreißig": 30,
    "sixty": 60,
    "ninety": 90,
    "fourteen": 14,
    "veertien": 14,
    "vierzehn": 14,
    "quinze": 14,
    "quince": 14,
}
UNITS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(
        [
            "day",
            "days",
            "dagen",
            "dag",
            "tag",
            "tage",
            "tagen",
            "jours",
            "días",
            "giorni",
            "dias",
            "dagar",
            "dage",
            "dni",
        ],
        ("days", 1),
    ),
    **dict.fromkeys(
        [
            "week",
            "weeks",
            "wk",
            "wks",
            "weken",
            "woche",
            "wochen",
            "semaine",
            "semaines",
            "semana",
            "semanas",
            "settimana",
            "settimane",
            "vecka",
            "veckor",
            "uge",
            "uger",
            "uke",
            "uker",
        ],
        ("weeks", 1),
    ),
    **dict.fromkeys(["fortnight", "fortnights"], ("weeks", 2)),
    **dict.fromkeys(
        [
            "month",
            "months",
            "maand",
            "maanden",
            "monat",
            "monate",
            "monaten",
            "mois",
            "mes",
            "meses",
            "mese",
            "mesi",
            "mês",
            "månad",
            "månader",
            "måned",
            "måneder",
        ],
        ("months", 1),
    ),
    **dict.fromkeys(
        ["year", "years", "jaar", "jahr", "jahre", "année", "ans", "año", "años", "anno", "anni", "ano", "anos", "år"],
        ("years", 1),
    ),
}
SEASONS = {
    **dict.fromkeys(["spring", "voorjaar", "lente", "frühjahr", "frühling", "primavera"], 3),
    **dict.fromkeys(["summer", "zomer", "sommer"], 6),
    **dict.fromkeys(
        ["autumn", "najaar", "herfst", "herbst", "automne", "rentrée", "la rentrée", "otoño", "autunno"], 9
    ),
    **dict.fromkeys(["winter"], 12),
}
AFTER_SUMMER = (
    "summer holidays",
    "summer",
    "school holidays",
    "sommerferien",
    "grote vakantie",
    "zomervakantie",
    "l'été",
    "grandes vacances",
    "verano",
    "estate",
    "sommaren",
    "sommeren",
    "sommerferie",
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)
DAY_NUMBERS = _numbered(*_ORDINALS.split())
FEASTS = {
    **dict.fromkeys(
        [
            "easter",
            "pasen",
            "ostern",
            "osterfeiertage",
            "osterfeiertagen",
            "pâques",
            "pasqua",
            "semana santa",
            "páscoa",
            "påsk",
            "påske",
        ],
        "easter",
    ),
    **dict.fromkeys(["whitsun", "pentecost", "pinksteren", "pfingsten", "pentecôte"], "easter 49"),
    **dict.fromkeys(["ascension", "hemelvaart", "himmelfahrt"], "easter 39"),
    **dict.fromkeys(["ash wednesday", "aswoensdag", "aschermittwoch"], "easter -46"),
    **dict.fromkeys(
        ["christmas", "xmas", "kerst", "weihnachten", "noël", "navidad", "natale", "natal", "jul"], "12 25 2"
    ),
    **dict.fromkeys(["epiphany", "twelfth night", "befana", "dreikönig", "reyes"], "1 6 1"),
    **dict.fromkeys(["all saints", "allerheiligen", "toussaint", "todos los santos", "todos os santos"], "11 1 1"),
    **dict.fromkeys(["whit monday", "pfingstmontag", "pinkstermaandag"], "easter 50"),
    **dict.fromkeys(["easter monday", "ostermontag", "paasmaandag"], "easter 1"),
    **dict.fromkeys(["carnival", "karneval", "fasching", "carnaval", "mardi gras", "shrove tuesday"], "easter -47"),
    "good friday": "easter -2",
    "thanksgiving": "thanksgiving",
    "black friday": "thanksgiving 1",
    "cyber monday": "thanksgiving 4",
    "labor day": "first 9",
    **dict.fromkeys(["clocks have gone back", "clocks go back"], "clocks 10"),
    **dict.fromkeys(["clocks have gone forward", "clocks go forward"], "clocks 3"),
    **dict.fromkeys(["new year's day", "neujahr", "nieuwjaar"], "1 1 1"),
    "three kings": "1 6 1",
    "australia day": "1 26 1",
    "burns night": "1 25 1",
    "lady day": "3 25 1",
    "boxing day": "12 26 1",
    "bonfire night": "11 5 1",
    "halloween": "10 31 1",
    "st patrick's day": "3 17 1",
    "koningsdag": "4 27 1",
    "ferragosto": "8 15 1",
    "pilar": "10 12 1",
}
"""A feast by its first month, day and length, or by the name of the rule that finds it."""
BANK_HOLIDAYS = {"may": "first 5", "june": "first 6", "august": "last 8", "october": "last 10"}
"""By their month, on its first or last Monday."""
ORDER = {
    **_numbered(
        "first 1st ersten erste erstes premier eerste primer primo",
        "second 2nd zweiten zweite zweites deuxième tweede segundo secondo",
        "third 3rd dritten dritte drittes troisième derde tercer terzo",
        "fourth 4th vierten vierte viertes quatrième vierde cuarto quarto",
    ),
    **dict.fromkeys(["last", "letzten", "letzte", "laatste", "dernier"], -1),
}
