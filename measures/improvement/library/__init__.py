"""What a team can draw on: change ideas, words for the visit, a gap checklist, and dates that changed the field."""

from measures.improvement.library.change_ideas import EFFORTS, ChangeIdea, IdeaGroup, change_ideas, groups
from measures.improvement.library.charter import ANSWERS, GapItem, TeamRole, gap_checklist, team_roles
from measures.improvement.library.events import FundingEvent, funding_events
from measures.improvement.library.resources import NOTE, Resource, resources
from measures.improvement.library.scripts import ScriptCard, safety_net, script_cards
from measures.improvement.library.sustainability import SCALE, SOURCE, SustainabilityFactor, sustainability_factors

__all__ = [
    "ANSWERS",
    "EFFORTS",
    "NOTE",
    "SCALE",
    "SOURCE",
    "ChangeIdea",
    "FundingEvent",
    "GapItem",
    "IdeaGroup",
    "Resource",
    "ScriptCard",
    "SustainabilityFactor",
    "TeamRole",
    "change_ideas",
    "funding_events",
    "gap_checklist",
    "groups",
    "resources",
    "safety_net",
    "script_cards",
    "sustainability_factors",
    "team_roles",
]
