"""The pages, one module a part of the navigation."""

from assistant.web.pages import bullpen, drafts, introduction, introductions, people, person, search, today

PAGES = (
    today.router,
    introductions.router,
    introduction.router,
    drafts.router,
    people.router,
    person.router,
    bullpen.router,
    search.router,
)
"""Every part, in the order of the navigation."""
