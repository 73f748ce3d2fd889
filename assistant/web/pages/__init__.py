"""The pages, one module a part of the navigation."""

from assistant.web.pages import (
    activity,
    advocates,
    bullpen,
    cards,
    connect,
    drafts,
    goodwill,
    guide,
    introduction,
    introductions,
    meetings,
    people,
    person,
    practice,
    refer_me,
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
        bullpen,
        practice,
        goodwill,
        advocates,
        cards,
        refer_me,
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
