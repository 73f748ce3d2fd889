"""Topics in groups, as a form shows them: some fifty in one list are too many to read."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.topics import Topic

GROUPS = {
    "Money and law": (
        "accounting-tax", "bookkeeping", "payroll", "cash-flow", "payments", "banking-lending", "financial-planning",
        "investment-mna", "insurance-business", "insurance-benefits", "legal-commercial", "legal-employment",
        "legal-ip", "legal-personal", "immigration", "compliance-certification",
    ),
    "People and running a business": (
        "hr", "recruiting", "training-coaching", "business-consulting", "admin-assistance", "customer-service",
    ),
    "Premises and goods": (
        "real-estate-commercial", "real-estate-residential", "moving-storage", "construction", "trades",
        "cleaning-facilities", "energy-utilities", "security-physical", "equipment", "fleet-vehicles",
        "logistics-shipping", "import-export", "manufacturing-sourcing",
    ),
    "Computers and telephones": (
        "it-support", "cybersecurity", "telecom", "software-development", "data-analytics", "crm-sales-systems",
    ),
    "Being seen, and finding work": (
        "website", "marketing-digital", "branding-design", "video-photo", "pr-copywriting", "print-signage",
        "events-catering", "sales-clients", "partnerships",
    ),
}  # fmt: skip
REST = "Everything else"


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A heading, and the topics under it."""

    title: str
    topics: tuple[Topic, ...]


def grouped(topics: Mapping[str, Topic]) -> tuple[Group, ...]:
    """All topics, each in one group; what no group names comes last."""
    named = {topic for several in GROUPS.values() for topic in several}
    rest = tuple(topic for topic in topics if topic not in named)
    whole = {**GROUPS, REST: rest}
    found = (
        Group(title=title, topics=tuple(topics[topic] for topic in several if topic in topics))
        for title, several in whole.items()
    )
    return tuple(group for group in found if group.topics)
