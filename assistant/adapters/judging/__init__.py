"""A language model as second reader: the server that it is asked at, its prompts, and what its answers are worth."""
