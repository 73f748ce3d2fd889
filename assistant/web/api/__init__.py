"""JSON for other programs, over the same services as the page and the commands; one module a noun."""
