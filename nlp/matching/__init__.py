"""Which providers fit a need? Knows nothing of mail, storage or people."""
