"""Mailboxes, calendars, notes, contacts and drafts that lie on the disk."""
