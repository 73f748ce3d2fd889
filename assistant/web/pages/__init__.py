"""The pages, one module a part of the navigation."""

from assistant.web.pages import activity, drafts, today

PAGES = (today.router, drafts.router, activity.router)
"""Every part, in the order of the navigation."""
