"""Thanks that cost something: for whom the user keeps a present ready, and where one is not allowed (S23).

Customers and friends may be given something when their word led to business. Suppliers, partners and colleagues are
not: with them it would be a price.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.people import Person, Role

FORBIDDEN = {
    "legal-": "lawyers may in most places neither give nor take anything for a referral",
    "accounting-": "auditors and tax advisers are held to strict limits on gifts",
    "financial-": "financial advisers must disclose what they give or take for a referral, where it is allowed at all",
    "insurance-": "insurance brokers may in many places give nothing to whoever has no licence",
    "investment-": "paying for a referral to an investment can need a licence",
    "banking-": "lenders are held to strict limits on what is given for a referral",
    "real-estate-": "giving something for a referral in a property sale is forbidden in some countries, as in the USA",
    "wellbeing-": "clinicians may in most places neither give nor take anything for a referral",
}
"""Professions that restrict rewards, by the beginning of the category."""

NO_RULES: Mapping[str, str] = {}
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


def reward(person: Person, category: str, policy: Incentives, rules: Mapping[str, str] = NO_RULES) -> Reward:
    """What the user gives to somebody whose word led to business in a category; `rules` are those of the playbooks."""
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
    known = next((why for beginning, why in FORBIDDEN.items() if category.startswith(beginning)), "")
    warning = rules.get(category) or known
    return Reward(words=words, warning=warning)
