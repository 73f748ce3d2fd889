"""What the practice has come to: figures worked out from what was observed, each with what stands behind it."""
