"""Tracking by hand: tallies, their page, their card, and the series they make."""
