"""What the doctor looks at."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant
    from assistant.services.doctor import Doctor


def doctor_for(assistant: "Assistant") -> "Doctor":
    """Looks at every part; each is made only when it is looked at."""
    from shutil import disk_usage

    from assistant.services.doctor import Doctor

    data = assistant.config.data
    return Doctor(
        clock=assistant.clock,
        store=lambda: assistant.store,
        free=lambda: disk_usage(next(place for place in (data, *data.parents) if place.exists())).free,
        reader=lambda: assistant.reader,
        secrets=assistant.secrets,
        accounts=assistant.accounts,
        folders={source.name: source.path for source in assistant.config.source},
        sources=lambda: [source.name for source in assistant.document_sources()],
        judge=assistant.judging.checks,
    )
