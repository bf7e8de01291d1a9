"""The science: what is counted and why, pure (no screen, no database, no clock)."""
