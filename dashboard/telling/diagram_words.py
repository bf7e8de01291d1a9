"""The driver diagram as text, for a reader who cannot see it."""

from __future__ import annotations

from measures.improvement.driver_diagram import Diagram, DriverIdea


def sentence_of(diagram: Diagram) -> str:
    """The diagram for a reader who cannot see it: the aim, then each driver with its ideas."""
    told = [f"Aim: {diagram.aim or 'still to be written'}".rstrip(".")]
    for branch in diagram.branches:
        ideas = "; ".join(_idea_words(idea) for idea in branch.ideas) or "no idea yet"
        told.append(f"{branch.driver.name}: {ideas}")
    return ". ".join(told) + "."


def _idea_words(idea: DriverIdea) -> str:
    seen = ", ".join(part for part in (idea.status, *idea.measures, *idea.cycles) if part)
    return f"{idea.title} ({seen})" if seen else idea.title
