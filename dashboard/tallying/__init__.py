"""Tracking by hand: tallies, their page, their card, and the series they make."""

from dashboard.tallying.entries import entries_table
from dashboard.tallying.series import tally_series
from dashboard.tallying.sources import mixed, source_flags, source_words

__all__ = ["entries_table", "mixed", "source_flags", "source_words", "tally_series"]
