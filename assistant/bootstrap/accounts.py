"""Accounts on the network; and with whom an address is, for the questions that connect one."""

from assistant.adapters.registry import ACCOUNTS, adapter
from assistant.config import Config
from assistant.domain.accounts import AccountSettings, Whereabouts
from assistant.domain.time import Clock
from assistant.ports import Account, Secrets


def account_for(config: Config, settings: AccountSettings, *, secrets: Secrets, clock: Clock) -> Account:
    """One account on the network."""
    user = config.user
    who = {"user": user.participant, "addresses": user.addresses, "never_read": config.never_read}
    lays_mail = settings.name == config.own_inbox
    kind = adapter(ACCOUNTS[settings.type])
    account: Account = kind(settings, secrets=secrets, clock=clock, zone=config.zone, lays_mail=lays_mail, **who)
    return account


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
