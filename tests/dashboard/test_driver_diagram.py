"""A driver diagram holds every driver, idea, measure and test, wide or narrow, and says the same as a table."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_svg import covered, outside, spoken, texts

from dashboard.drawing.driver_diagram import NO_AIM, NO_IDEA, diagram_svg, diagram_table
from dashboard.telling.diagram_words import sentence_of
from measures.improvement.driver_diagram import OTHER, Driver, DriverIdea, driver_diagram
from measures.improvement.library import change_ideas, groups

DRIVERS = [
    Driver("In the visit", "What is said and shown."),
    Driver("Together", "What all do alike."),
    Driver("Beyond"),
]
IDEAS = [
    DriverIdea("Pamphlet", "In the visit", "Testing", ("Pamphlets given",), ("cycle 1: adapted", "cycle 2: in Do")),
    DriverIdea("Template", "Together", "Adopted", ("Images without a flag", "Pamphlets given")),
    DriverIdea("Poster", "", "Considering"),
]
AIM = "Images without a red flag: from 41% to 25% or less, by 30 June 2026."
FULL = driver_diagram(AIM, DRIVERS, IDEAS)


def joined(drawn: str) -> str:
    return " ".join(texts(drawn))


def test_an_idea_hangs_at_its_driver_and_a_loose_one_at_the_end() -> None:
    assert [(branch.driver.name, [idea.title for idea in branch.ideas]) for branch in FULL.branches] == [
        ("In the visit", ["Pamphlet"]),
        ("Together", ["Template"]),
        ("Beyond", []),
        (OTHER, ["Poster"]),
    ]


def test_without_loose_ideas_there_is_no_branch_for_them() -> None:
    assert [branch.driver.name for branch in driver_diagram(AIM, DRIVERS, IDEAS[:2]).branches][-1] == "Beyond"


def test_the_library_has_a_driver_for_each_of_its_ideas() -> None:
    drivers = [Driver(group.title, group.says) for group in groups()]
    found = driver_diagram(AIM, drivers, [DriverIdea(idea.title, idea.group) for idea in change_ideas()])
    assert all(branch.ideas for branch in found.branches)
    assert OTHER not in [branch.driver.name for branch in found.branches]


@pytest.mark.parametrize("width", [1000, 700, 390, 340])
def test_every_word_of_the_diagram_is_on_the_picture_and_none_covers_another(width: int) -> None:
    drawn = diagram_svg(FULL, width)
    told = joined(drawn)
    for words in (
        AIM,
        "In the visit",
        "Beyond",
        "Pamphlet",
        "Testing",
        "Measure: Pamphlets given",
        "Test: cycle 2: in Do",
    ):
        assert words in told
    assert covered(drawn) == []
    assert outside(drawn) == []


def test_a_driver_without_an_idea_says_so() -> None:
    assert f"({NO_IDEA})" in texts(diagram_svg(FULL))
    assert diagram_table(FULL).row(2)[:2] == ("Beyond", NO_IDEA)


def test_an_aim_that_is_not_written_yet_is_asked_for() -> None:
    assert NO_AIM in joined(diagram_svg(driver_diagram(" ", DRIVERS, [])))
    assert NO_AIM in joined(diagram_svg(driver_diagram("", [], []), 390))
    assert "still to be written" in sentence_of(driver_diagram("", [], []))


def test_the_table_says_what_the_picture_says() -> None:
    table = diagram_table(FULL)
    assert table.row(0) == (
        "In the visit",
        "Pamphlet",
        "Testing",
        "Pamphlets given",
        "cycle 1: adapted; cycle 2: in Do",
    )
    assert diagram_table(driver_diagram(AIM, [], [])).is_empty()


def test_a_screen_reader_hears_the_aim_and_every_idea() -> None:
    told = spoken(diagram_svg(FULL, 390))
    assert told == sentence_of(FULL)
    assert told.startswith("Aim: Images without a red flag")
    assert all(idea.title in told for idea in IDEAS)


words = st.text(max_size=60)
ideas = st.builds(
    DriverIdea, words, st.sampled_from(["In the visit", "Beyond", "", "?"]), words, st.tuples(words), st.tuples(words)
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(words, st.lists(ideas, max_size=5), st.sampled_from([1000, 390]))
def test_whatever_is_typed_stays_text_in_a_whole_picture(aim: str, found: list[DriverIdea], width: int) -> None:
    diagram = driver_diagram(aim, DRIVERS, found)
    assert sorted(idea.title for idea in diagram.ideas) == sorted(idea.title for idea in found)
    root = ElementTree.fromstring(diagram_svg(diagram, width))
    assert {element.tag.split("}")[1] for element in root.iter()} <= {
        "svg",
        "style",
        "title",
        "desc",
        "rect",
        "text",
        "path",
        "line",
    }
    assert diagram_table(diagram).height >= len(found)


@pytest.mark.parametrize("width", [1000, 390])
def test_a_word_without_end_stays_in_its_box(width: int) -> None:
    long = driver_diagram("W" * 90, [Driver("m" * 60)], [DriverIdea("o" * 70, "m" * 60, "", ("w" * 80,))])
    assert outside(diagram_svg(long, width)) == []
    assert covered(diagram_svg(long, width)) == []
