"""Mailboxes at any provider: IMAP to read and to lay drafts down, SMTP to send."""
