"""Where the reader errs is told by style and section, in words that are all known beforehand."""

import polars as pl

from measures.reader_errors import NOTHING_READ, READ, by_style, error_patterns, may_be_told
from measures.red_flags.names import ATOMS
from measures.red_flags.words import read

ASKED = ("any", "trauma")


def judged(*rows: tuple[int, str, bool, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["unit", "asked", "flagged", "said"], orient="row")


def was_read(*rows: tuple[int, str, str, str]) -> pl.DataFrame:
    whole = [(unit, atom, state, piece, "stated", "") for unit, atom, state, piece in rows]
    return pl.DataFrame(whole, schema=READ, orient="row")


def test_an_error_is_told_with_the_style_of_its_text_and_the_section_it_was_read_in() -> None:
    answers = judged((1, "any", True, "absent"), (1, "trauma", True, "absent"), (2, "any", False, "present"))
    told = error_patterns(answers, was_read((1, "trauma", "present", "form"), (1, "cancer", "absent", "prose")))
    assert told.select("asked", "error", "style", "section", "orders").rows() == [
        ("any", "false_alarm", "form+prose", NOTHING_READ, 1),
        ("any", "missed", NOTHING_READ, NOTHING_READ, 1),
        ("trauma", "false_alarm", "form+prose", "form", 1),
    ]
    assert by_style(told).rows() == [("form+prose", 1, 0, 1), (NOTHING_READ, 1, 1, 0)]


def test_what_a_clinician_cannot_tell_is_in_no_pattern() -> None:
    answers = judged((1, "any", True, "cannot_tell"), (2, "any", True, "differ"))
    assert error_patterns(answers, was_read()).is_empty()


def test_orders_of_one_pattern_are_counted_together() -> None:
    answers = judged(*((unit, "any", True, "present") for unit in range(9)))
    told = error_patterns(answers, was_read(*((unit, "trauma", "present", "prose") for unit in range(9))))
    assert told["orders"].to_list() == [9]


def test_whatever_the_reader_says_of_a_finding_but_its_words_is_known_beforehand() -> None:
    texts = [
        "fell off a ladder. PMH: lymphoma. FHx: melanoma", "Fever: Y / Trauma: N", "red flags: none", "?CES",
        "denies the following: fever, trauma", "Plan: prednisone", "Allergies: prednisone", "Meds: prednisone 10",
        "Last visit: febrile",
    ]  # fmt: skip
    known = may_be_told()
    for found in read(texts):
        assert found.piece in known["section"]
        assert found.state in known["state"]
        assert found.certainty in known["certainty"]
        assert found.doubt in known["doubt"]
    assert set(ATOMS) < known["asked"]
