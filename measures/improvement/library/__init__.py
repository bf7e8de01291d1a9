"""What a team can draw on: change ideas, words for the visit, a gap checklist, and dates that changed the field."""

from measures.improvement.library.events import FundingEvent, funding_events

__all__ = ["FundingEvent", "funding_events"]
