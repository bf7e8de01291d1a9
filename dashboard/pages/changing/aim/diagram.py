"""The part "Driver diagram" of the page: how aim, drivers, change ideas, measures and tests hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.drawing.driver_diagram import diagram_svg, diagram_table
from dashboard.drawing.svg import as_images
from dashboard.parts.charter import charter_of, measure_words
from dashboard.parts.html_table import html_table
from dashboard.parts.page import link
from dashboard.parts.seen import give
from dashboard.records import Project
from dashboard.records.ideas_standing import standing, status_words
from dashboard.telling.charter_words import aim_sentence
from dashboard.telling.codes import group_words
from dashboard.telling.cycles import outcome
from dashboard.telling.diagram_words import sentence_of
from measures.improvement import Cycle
from measures.improvement.driver_diagram import Diagram, Driver, DriverIdea, driver_diagram
from measures.improvement.library import groups

if TYPE_CHECKING:
    from dashboard.study import Study

WIDE, NARROW = 1000, 360


def diagram_part(study: Study, project: Project) -> None:
    """The drawing, wide or stacked as the screen allows, the same as a table, and a file to pin up."""
    drawn = diagram_of(study, project)
    if not drawn.ideas:
        st.write("The diagram grows by itself: take up a change idea, and it stands here with its measures and tests.")
        link("change_ideas", "Look at the change ideas")
    st.html(as_images(diagram_svg(drawn, WIDE), diagram_svg(drawn, NARROW), sentence_of(drawn)))
    st.caption("To print it, use Print in your browser (Ctrl+P, on a Mac ⌘P), with the sheet on its side.")
    give("Driver diagram (SVG)", diagram_svg(drawn, WIDE), "driver-diagram.svg", "image/svg+xml")
    with st.expander("The same as a table"):
        st.html(html_table(diagram_table(drawn), "The driver diagram as a table"))


def diagram_of(study: Study, project: Project) -> Diagram:
    """Aim, the three places in which care changes, and the ideas taken up with their measures and tests."""
    charter = charter_of(study, project)
    cycles = [one for one in study.written.all_cycles if one.project_id == project.id]
    ideas = []
    for idea in (one for one in study.written.ideas if one.project_id == project.id):
        found = standing(idea, cycles)
        tests = tuple(tried_words(one.cycle) for one in found.tests)
        measures = tuple(measure_words(study.named, name) for name in idea.measures)
        ideas.append(DriverIdea(idea.title, group_words(idea.group), status_words(found.status), measures, tests))
    drivers = [Driver(group.title, group.says) for group in groups()]
    return driver_diagram(aim_sentence(charter) or project.aim_words, drivers, ideas)


def tried_words(cycle: Cycle) -> str:
    """One test of change and how far it came: "cycle 2, Pamphlet at check-in (adopted)"."""
    return f"cycle {cycle.number}, {cycle.title} ({outcome(cycle)})"
