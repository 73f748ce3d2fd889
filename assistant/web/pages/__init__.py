"""The pages, one module a part of the navigation."""

from assistant.web.pages import drafts, meetings, today

PAGES = (today.router, drafts.router, meetings.router)
"""Every part, in the order of the navigation."""
