"""The follow-up assistant: remembers what people asked for, and introduces them with both sides' consent."""

__version__ = "0.1.0"
