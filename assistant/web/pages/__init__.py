"""The pages, one module a part of the navigation."""

from assistant.web.pages import bullpen, drafts, today

PAGES = (today.router, drafts.router, bullpen.router)
"""Every part, in the order of the navigation."""
