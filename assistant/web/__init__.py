"""The page: what waits, and everything behind it, for a browser on this machine. JSON for other programs beside it."""
