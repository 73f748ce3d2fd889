"""The pages, one module a part of the navigation."""

from assistant.web.pages import bullpen, drafts, introduction, introductions, today

PAGES = (today.router, drafts.router, bullpen.router, introductions.router, introduction.router)
"""Every part, in the order of the navigation."""
