"""Gmail, Google Calendar and Google contacts."""
