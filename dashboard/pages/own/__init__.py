"""What a physician's own page alone needs."""
