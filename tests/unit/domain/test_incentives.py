"""Who gets more than thanks, and where one must not."""

import pytest

from assistant.domain.incentives import Incentives, Reward, reward
from assistant.domain.people import Person, Role

POLICY = Incentives(customer="wine", friend="a dinner")
RULES = {"legal-employment": "Lawyers may not."}


@pytest.mark.parametrize(
    ("roles", "category", "words", "is_warned"),
    [
        ((Role.CUSTOMER,), "payroll", "wine", False),
        ((Role.FRIEND,), "legal-employment", "a dinner", True),
        ((Role.OTHER, Role.FRIEND), "website", "a dinner", False),
        ((Role.FORMER_CUSTOMER,), "payroll", "", False),  # the user gives them nothing
        ((Role.CUSTOMER, Role.PROVIDER), "payroll", "", False),  # a supplier would be paid
        ((Role.PARTNER,), "payroll", "", False),
        ((), "legal-employment", "", False),  # nothing is given, so there is nothing to warn of
    ],
)
def test_a_present_is_for_customers_and_friends(
    roles: tuple[Role, ...], category: str, words: str, is_warned: bool
) -> None:
    given = reward(Person(id="who-1", name="Ann", roles=roles), category, POLICY, RULES)
    assert given.words == words
    assert bool(given.warning) is is_warned


def test_without_a_policy_there_are_thanks() -> None:
    assert reward(Person(id="who-1", name="Ann", roles=(Role.CUSTOMER,)), "payroll", Incentives(), RULES) == Reward()
