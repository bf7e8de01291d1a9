"""Tracking by hand: tallies, their page and their card."""
