"""What several pages and commands share."""
