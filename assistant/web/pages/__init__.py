"""The pages, one module a part of the navigation."""

from assistant.web.pages import activity, connect, drafts, settings, today

PAGES = (today.router, drafts.router, activity.router, settings.router, connect.router)
"""Every part, in the order of the navigation."""
