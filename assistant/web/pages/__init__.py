"""The pages, one module a part of the navigation."""

from assistant.web.pages import (
    activity,
    bench,
    bullpen,
    bullpen_fill,
    connect,
    drafts,
    gaps,
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
        person,
        gaps,
        bullpen_fill,
        bench,
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
