"""TinyDB over rows of SQLite."""
