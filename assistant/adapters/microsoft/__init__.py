"""Microsoft 365 and Outlook.com: mail, calendars and contacts, by Microsoft Graph."""
