"""With whom an address is, for the questions that connect an account."""

from assistant.domain.accounts import Whereabouts


def by_domain(address: str) -> Whereabouts | None:
    """Where an address of a large provider is; None for every other one. Asks nobody."""
    from assistant.adapters import whereabouts

    return whereabouts.by_domain(address)


def by_name_service(address: str) -> Whereabouts | None:
    """Where the mail for an address goes, by the name service; None where that says nothing. Raises SourceError."""
    from assistant.adapters import whereabouts

    return whereabouts.by_name_service(address)


def has_calendars(address: str) -> bool:
    """Whether the provider of an address has calendars that are read with the same name and password."""
    from assistant.adapters import whereabouts

    return whereabouts.has_calendars(address)
