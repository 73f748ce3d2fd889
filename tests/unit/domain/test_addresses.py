"""Which addresses stand for a desk or a family."""

import pytest

from assistant.domain.addresses import is_shared_address

SHARED = [
    "info@acme.example",
    "INFO@Acme.example",
    "office@kanzlei.example",
    "london.office@acme.example",
    "info-berlin@acme.example",
    "no-reply@shop.example",
    "noreply@shop.example",
    "do.not.reply@shop.example",
    "support+4711@shop.example",
    "team@studio.example",
    "accounts@acme.example",
    "accounts.payable@acme.example",
    "kontakt@firma.example",
    "sekretariat@schule.example",
    "hello@studio.example",
    "buero@planung.example",
    "contact-us@firm.example",
    "the.smiths@mail.example",
    "thesmiths@mail.example",
    "the_okafors@mail.example",
    "smithfamily@mail.example",
    "family.okafor@mail.example",
    "familie-berger@mail.example",
    "fam.berger@mail.example",
    "anna.and.paul@mail.example",
    "peter.und.eva.berger@mail.example",
    "post@rathaus.example",
    "sales@acme.example",
    "uk.helpdesk@acme.example",
    "0800@acme.example",
    "it@acme.example",
    "mailer-daemon@acme.example",
]

ONE_PERSON = [
    "anna@bakery.example",
    "anna.okafor@bakery.example",
    "a.okafor@bakery.example",
    "aokafor@bakery.example",
    "john.sales@acme.example",
    "mark.post@acme.example",
    "theodoros@mail.example",
    "theresas@mail.example",
    "thea.franks@mail.example",
    "leslie.jones@mail.example",
    "famke@mail.example",
    "john.e.smith@mail.example",
    "maria.y.lopez@mail.example",
    "infante@mail.example",
    "teamer@mail.example",
    "tom.hall@acme.example",
    "smith@smith.example",
    "diesel@mail.example",
    "les@mail.example",
    "helpman@mail.example",
    "oliver.list@acme.example",
    "ar.rahman@mail.example",
    "j2@acme.example",
    "hr.giger@mail.example",
]


@pytest.mark.parametrize("address", SHARED)
def test_a_desk_or_a_family_is_no_one_person(address: str) -> None:
    assert is_shared_address(address)


@pytest.mark.parametrize("address", [*ONE_PERSON, ""])
def test_a_person_has_an_address_of_their_own(address: str) -> None:
    assert not is_shared_address(address)
