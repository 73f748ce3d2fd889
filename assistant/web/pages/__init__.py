"""The pages, one module a part of the navigation."""

from assistant.web.pages import (
    activity,
    bullpen,
    cards,
    connect,
    drafts,
    guide,
    introduction,
    introductions,
    laments,
    meetings,
    pairs,
    people,
    person,
    practice,
    refer_me,
    search,
    settings,
    templates,
    today,
    welcome,
    wishes,
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
        pairs,
        wishes,
        laments,
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
