"""What the doctor looks at."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.config import Config
from assistant.domain.time import Clock
from assistant.ports import Account, Reader, Secrets, Store

if TYPE_CHECKING:
    from assistant.services.doctor import Doctor


def doctor_for(
    config: Config,
    clock: Clock,
    *,
    store: Callable[[], Store],
    reader: Callable[[], Reader],
    secrets: Secrets,
    accounts: Sequence[Account],
    sources: Callable[[], Sequence[str]],
) -> "Doctor":
    """Looks at every part; each is made only when it is looked at."""
    from shutil import disk_usage

    from assistant.services.doctor import Doctor

    data = config.data
    return Doctor(
        clock=clock,
        store=store,
        free=lambda: disk_usage(next(place for place in (data, *data.parents) if place.exists())).free,
        reader=reader,
        secrets=secrets,
        accounts=accounts,
        folders={source.name: source.path for source in config.source},
        sources=sources,
    )
