"""The pages, one module a part of the navigation."""

from assistant.web.pages import activity, connect, drafts, guide, meetings, settings, templates, today, welcome

PAGES = tuple(part.router for part in (today, drafts, meetings, activity, settings, templates, connect, welcome, guide))
"""Every part, in the order of the navigation."""
