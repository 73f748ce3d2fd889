"""The pages, one module a part of the navigation."""

from assistant.web.pages import activity, connect, drafts, guide, settings, templates, today, welcome

PAGES = (
    today.router,
    drafts.router,
    activity.router,
    templates.router,
    settings.router,
    connect.router,
    welcome.router,
    guide.router,
)
"""Every part, in the order of the navigation."""
