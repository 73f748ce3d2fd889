"""The pages, one module a part of the navigation."""

from assistant.web.pages import (
    activity,
    bench,
    bullpen,
    bullpen_fill,
    cards,
    connect,
    drafts,
    gaps,
    guide,
    introduction,
    introductions,
    meetings,
    people,
    person,
    playbooks,
    practice,
    refer_me,
    search,
    settings,
    templates,
    today,
    touches,
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
        touches,
        gaps,
        bullpen_fill,
        bench,
        bullpen,
        practice,
        playbooks,
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
