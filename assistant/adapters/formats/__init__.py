"""What one mail, note or calendar entry says, wherever it comes from."""
