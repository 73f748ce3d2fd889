"""What the practice is made of: people, mentions, prompts, introductions, drafts. Standard library only, no effects."""
