"""Thanks that cost something: for whom the user keeps a present ready, and where one is not allowed (S23).

Customers and friends may be given something when their word led to business. Suppliers, partners and colleagues are
not: with them it would be a price.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.people import Person, Role

NEVER = (Role.PROVIDER, Role.PARTNER)


@dataclass(frozen=True, kw_only=True, slots=True)
class Incentives:
    """What the user gives to whom, in words; empty: nothing but thanks."""

    customer: str = ""
    former_customer: str = ""
    friend: str = ""
    family: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reward:
    """What may be given, and what to look at first; either may be empty."""

    words: str = ""
    warning: str = ""


def reward(person: Person, category: str, policy: Incentives, rules: Mapping[str, str]) -> Reward:
    """What the user gives to somebody whose word led to business in a category.

    `rules` say what to know before, by category: see `assistant.domain.playbooks.reward_rules`.
    """
    given = {
        Role.CUSTOMER: policy.customer,
        Role.FORMER_CUSTOMER: policy.former_customer,
        Role.FRIEND: policy.friend,
        Role.FAMILY: policy.family,
    }
    if any(role in NEVER for role in person.roles):
        return Reward()
    words = next((given[role] for role in person.roles if given.get(role)), "")
    if not words:
        return Reward()
    return Reward(words=words, warning=rules.get(category, ""))
