"""The pages, one module a part of the navigation."""

from assistant.web.pages import (
    activity,
    bullpen,
    connect,
    drafts,
    guide,
    introduction,
    introductions,
    meetings,
    people,
    person,
    practice,
    search,
    settings,
    templates,
    today,
    twins,
    welcome,
)

PAGES = tuple(
    part.router
    for part in (
        today,
        introductions,
        introduction,
        drafts,
        meetings,
        people,
        twins,
        person,
        bullpen,
        practice,
        search,
        activity,
        settings,
        templates,
        connect,
        welcome,
        guide,
    )
)
"""Every part, in the order of the navigation."""
