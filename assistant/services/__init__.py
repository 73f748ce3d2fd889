"""What the assistant does, one capability a module, through ports only."""
