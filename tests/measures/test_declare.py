"""A declaration judges in the order yes, no, not recorded; and a slip in it is told kindly."""

from collections.abc import Sequence
from itertools import product

import narwhals as nw
import polars as pl
import pytest

from measures.declare import Better, Kind, Measure, Need, Unit

PAMPHLET = Need(("visits.pamphlet",), "no pamphlet column")
EXERCISE = Need(("visits.exercise",), "no exercise column")
patient = Unit(
    "patient",
    "a patient",
    {
        "seen": ("was seen", ()),
        "pamphlet": ("got a pamphlet", (PAMPHLET,)),
        "exercise": ("got exercises", (EXERCISE,)),
    },
)
ANSWERS = (True, False, None)


def measure(**parts: object) -> Measure:
    usual = {
        "name": "made_up",
        "title": "Made up",
        "kind": Kind.PROCESS,
        "better": Better.HIGHER,
        "unit": patient,
        "numerator": patient.pamphlet,
        "numerator_says": "got one",
        "source": "this test",
        "examples": "",
    }
    return Measure(**{**usual, **parts})  # type: ignore[arg-type]


def verdicts(made: Measure, rows: Sequence[tuple[bool | None, ...]], *columns: str) -> list[str]:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Boolean), orient="row")
    return nw.from_native(frame).select(v=made.verdict()).to_native()["v"].to_list()


def judged(seen: bool | None, given: bool | None) -> str:
    """The order of judgement of the definitions, said in Python."""
    if seen is None:
        return "unknown"
    if not seen:
        return "left out"
    return {None: "unknown", True: "yes", False: "no"}[given]


def test_denominator_unknown_then_left_out_then_numerator_unknown_then_yes_or_no() -> None:
    made = measure(denominator=patient.seen, denominator_says="seen")
    every = list(product(ANSWERS, ANSWERS))
    assert verdicts(made, every, "seen", "pamphlet") == [judged(*pair) for pair in every]


def test_either_of_two_is_yes_when_one_is_and_unknown_when_the_other_is_not_recorded() -> None:
    made = measure(numerator=patient.pamphlet | patient.exercise)
    rows = [(True, None), (None, True), (False, None), (False, False)]
    assert verdicts(made, rows, "pamphlet", "exercise") == ["yes", "yes", "unknown", "no"]


def test_both_of_two_is_no_when_one_is_no_whatever_the_other_says() -> None:
    made = measure(numerator=patient.pamphlet & patient.exercise)
    rows = [(True, True), (True, None), (False, None), (None, None)]
    assert verdicts(made, rows, "pamphlet", "exercise") == ["yes", "unknown", "no", "unknown"]


def test_not_recorded_stays_not_recorded_when_denied() -> None:
    assert verdicts(measure(numerator=~patient.pamphlet), [(True,), (False,), (None,)], "pamphlet") == [
        "no",
        "yes",
        "unknown",
    ]


def test_a_misspelt_column_asks_did_you_mean() -> None:
    with pytest.raises(AttributeError, match=r"'patient' has no column 'pamflet'; did you mean 'pamphlet'\?"):
        _ = patient.pamflet


def test_a_column_like_no_other_lists_what_there_is() -> None:
    with pytest.raises(AttributeError, match="it has exercise, pamphlet, seen"):
        _ = patient.zzz


def test_an_alternative_nobody_carries_is_left_out_of_the_question_not_read_as_unknown() -> None:
    made = measure(numerator=patient.pamphlet | patient.exercise)
    frame = nw.from_native(
        pl.DataFrame({"pamphlet": [False], "exercise": [None]}, schema_overrides={"exercise": pl.Boolean})
    )
    carried = frozenset({"visits.pamphlet"})
    assert frame.select(v=made.verdict(carried)).to_native()["v"].to_list() == ["no"]


def test_what_is_missing_is_named_once_and_any_field_of_a_need_is_enough() -> None:
    needing = measure(needs=(Need(("a", "b"), "neither a nor b"),), denominator=patient.pamphlet, denominator_says="x")
    assert needing.missing(frozenset()) == ["neither a nor b", "no pamphlet column"]
    assert needing.missing(frozenset({"b", "visits.pamphlet"})) == []


def test_an_examples_row_of_the_wrong_width_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        measure(examples="pamphlet | counted\nyes | yes | no").example_rows()
