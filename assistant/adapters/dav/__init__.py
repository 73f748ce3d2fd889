"""Calendars and address books at any provider: CalDAV and CardDAV."""
