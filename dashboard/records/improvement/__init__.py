"""The records of the improvement work: projects, change ideas, cycles, notes, phases, reviews and tallies."""

from dashboard.records.improvement.cycles import CycleRecord
from dashboard.records.improvement.desk import Improvement
from dashboard.records.improvement.notes import Note, Phase, PhaseKind
from dashboard.records.improvement.projects import IdeaRecord, Project
from dashboard.records.improvement.reviews import Rating, ReviewRecord
from dashboard.records.improvement.tallies import Entry, Tally

__all__ = [
    "CycleRecord",
    "Entry",
    "IdeaRecord",
    "Improvement",
    "Note",
    "Phase",
    "PhaseKind",
    "Project",
    "Rating",
    "ReviewRecord",
    "Tally",
]
