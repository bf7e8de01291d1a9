"""A clinician's word on a red flag: it stands where the record's statement stood, and every count follows."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_clinics import ATOMS, clinics
from made_up_events import EVER, LATER, MadeUp, month

from measures.catalogue import measures
from measures.count import counts
from measures.engine import native
from measures.overturns import SAID, Overturned, nothing_said, what_changes
from measures.red_flags.sets import flag_set
from measures.why import red_flag

FLAGGED = {"imaging_without_red_flags": measures()["imaging_without_red_flags"]}


def said(*words: tuple[int, str, str]) -> pl.DataFrame:
    return pl.DataFrame(list(words), schema=SAID, orient="row")


def overturned(clinic: MadeUp, *words: tuple[int, str, str]) -> Overturned:
    """The clinic's units once clinicians said this of rows: row, flag, state."""
    return Overturned(clinic.units(), said(*words))


def counted(units: Overturned, name: str = "imaging_without_red_flags") -> tuple[int, int | None, int]:
    """Numerator, denominator and unknown over the whole coverage."""
    table = counts(units, {name: measures()[name]})
    whole = None if table["denominator"].null_count() else int(table["denominator"].sum())
    return int(table["numerator"].sum()), whole, int(table["unknown"].sum())


def test_a_misread_flag_overturned_makes_the_image_count_at_once_and_what_was_read_is_kept() -> None:
    clinic = MadeUp()
    order = clinic.order(low_back_words=True)
    clinic.says(atom="trauma", window=90, row=order)
    now = overturned(clinic, (order, "trauma", "not_recorded"))
    assert clinic.count("imaging_without_red_flags") == (0, None, 0)
    assert counted(now) == (1, None, 0)
    assert set(native(now.as_read.image_evidence)["atom"]) == {"trauma"}
    assert red_flag(now.as_read, "image", order) == "present"


@pytest.mark.slow
def test_a_flag_that_the_chart_has_and_the_export_has_not_takes_the_image_out() -> None:
    clinic = MadeUp()
    order = clinic.order(low_back_words=True)
    now = overturned(clinic, (order, "neurological", "present"))
    assert clinic.count("imaging_without_red_flags") == (1, None, 0)
    assert counted(now) == (0, None, 0)


@pytest.mark.slow
def test_a_misread_record_no_longer_speaks_for_later_visits_and_images_either() -> None:
    clinic = MadeUp()
    first = clinic.visit()
    clinic.says(atom="cancer", window=EVER, row=first)
    later, image = clinic.visit(day=LATER + 200), clinic.order(day=LATER + 203)
    now = overturned(clinic, (first, "cancer", "stated_absent"))
    assert [red_flag(now.as_read, "visit", row) for row in (first, later)] == ["present", "present"]
    assert [red_flag(now, "visit", row) for row in (first, later)] == ["not recorded", "not recorded"]
    assert red_flag(now, "image", image) == "not recorded"


def test_what_another_record_says_is_put_aside_for_this_order_alone() -> None:
    clinic = MadeUp()
    fall = clinic.visit()
    clinic.says(atom="trauma", window=90, row=fall)
    order = clinic.order(day=LATER + 80, low_back_words=True)
    now = overturned(clinic, (order, "trauma", "not_recorded"))
    assert red_flag(now, "image", order) == "not recorded"
    assert red_flag(now, "visit", fall) == "present"


@pytest.mark.parametrize(("days", "wanted"), [(0, "present"), (30, "present"), (31, "not recorded")])
def test_a_word_on_a_visit_speaks_for_an_order_within_30_days_as_a_box_does(days: int, wanted: str) -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    order = clinic.order(day=LATER + days, low_back_words=True)
    now = overturned(clinic, (visit, "severe_worsening_night_pain", "present"))
    assert red_flag(now, "image", order) == wanted


def test_a_word_on_an_order_speaks_for_the_visit_of_the_same_day_as_the_orders_own_words_do() -> None:
    clinic = MadeUp()
    visit, order = clinic.visit(), clinic.order()
    now = overturned(clinic, (order, "all", "stated_absent"))
    assert [red_flag(now, "image", order), red_flag(now, "visit", visit)] == ["stated absent"] * 2


@pytest.mark.slow
def test_no_red_flags_at_all_puts_every_flag_of_that_visit_aside() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    clinic.says(atom="trauma", window=90, row=visit)
    clinic.says(atom="cancer", day=LATER - 900)
    assert red_flag(overturned(clinic), "visit", visit) == "present"
    assert red_flag(overturned(clinic, (visit, "all", "stated_absent")), "visit", visit) == "stated absent"


@pytest.mark.slow
def test_a_flag_stated_present_stands_above_no_red_flags_at_all() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    now = overturned(clinic, (visit, "all", "stated_absent"), (visit, "steroids", "present"))
    assert red_flag(now, "visit", visit) == "present"


@pytest.mark.slow
def test_a_bare_query_of_cauda_equina_that_was_examined_is_no_longer_unknown() -> None:
    clinic = MadeUp()
    order = clinic.order(low_back_words=True)
    clinic.says(atom="cauda_equina", state="queried", window=90, row=order)
    assert counted(overturned(clinic)) == (0, None, 1)
    assert counted(overturned(clinic, (order, "cauda_equina", "stated_absent"))) == (1, None, 0)


def test_cauda_equina_called_asked_about_makes_the_image_unknown_and_overrides_every_reduction() -> None:
    clinic = MadeUp()
    order = clinic.order(low_back_words=True)
    now = overturned(clinic, (order, "cauda_equina", "unknown"))
    assert counted(now) == (0, None, 1)
    assert native(now.image)["overrides_reduction"].to_list() == [True]


@pytest.mark.slow
def test_a_misread_emergency_leaves_the_safety_line() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    clinic.says(atom="cauda_equina", window=90, row=visit)
    assert counted(overturned(clinic), "urgent_flag_not_acted_on") == (1, 1, 0)
    now = overturned(clinic, (visit, "cauda_equina", "not_recorded"))
    assert counted(now, "urgent_flag_not_acted_on") == (0, 0, 0)


def test_an_emergency_that_a_clinician_adds_stands_on_the_safety_line() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    now = overturned(clinic, (visit, "cauda_equina", "present"))
    assert counted(now, "urgent_flag_not_acted_on") == (1, 1, 0)


@pytest.mark.slow
def test_a_clinicians_word_counts_under_the_strict_set_too() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    clinic.says(atom="severe_worsening_night_pain", window=0, row=visit, rule="night pain")
    strict = flag_set("strict")
    assert red_flag(overturned(clinic).under(strict), "visit", visit) == "not recorded"
    now = overturned(clinic, (visit, "severe_worsening_night_pain", "present")).under(strict)
    assert red_flag(now, "visit", visit) == "present"


def test_a_steroid_of_unknown_length_can_be_settled_by_the_clinician() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    clinic.add("medications", 1, LATER - 10, systemic_steroid=True)
    assert red_flag(overturned(clinic, (visit, "steroids", "present")), "visit", visit) == "present"


# Laws

AFTER = st.sampled_from(["present", "stated_absent", "not_recorded", "unknown"])


def words_of(draw: st.DataObject, rows: list[int]) -> list[tuple[int, str, str]]:
    """At most one word on each flag of each row."""
    drawn = draw.draw(st.lists(st.tuples(st.sampled_from(rows), ATOMS, AFTER), max_size=4))
    return list({(row, atom): (row, atom, state) for row, atom, state in drawn}.values())


@pytest.mark.slow
@settings(max_examples=6)
@given(clinics(), st.data())
def test_words_withdrawn_leave_no_trace_and_their_order_does_not_matter(
    made: tuple[MadeUp, list[int]], data: st.DataObject
) -> None:
    clinic, rows = made
    words = words_of(data, rows)
    read, none = clinic.units(), overturned(clinic)
    assert counts(none, FLAGGED).equals(counts(read, FLAGGED))
    one, other = overturned(clinic, *words), overturned(clinic, *reversed(words))
    assert counts(one, FLAGGED).equals(counts(other, FLAGGED))


@pytest.mark.slow
@settings(max_examples=6)
@given(clinics(), st.data())
def test_a_flag_called_present_is_present_and_a_word_on_one_patient_changes_no_other(
    made: tuple[MadeUp, list[int]], data: st.DataObject
) -> None:
    clinic, rows = made
    words = words_of(data, rows)
    now, read = overturned(clinic, *words), clinic.units()
    whose = dict(zip(*native(now.visit).select("row", "patient").to_dict(as_series=False).values(), strict=True))
    whose |= dict(zip(*native(now.image).select("row", "patient").to_dict(as_series=False).values(), strict=True))
    spoken_of = {whose.get(row) for row, *_ in words}
    for kind, table in (("visit", now.visit), ("image", now.image)):
        for row in native(table)["row"].to_list():
            if any(one == row and state == "present" for one, _, state in words):
                assert red_flag(now, kind, row) == "present"
            if whose[row] not in spoken_of:
                assert red_flag(now, kind, row) == red_flag(read, kind, row)


@pytest.mark.slow
@settings(max_examples=4)
@given(clinics(), st.data())
def test_what_is_said_to_change_beforehand_is_what_changes(made: tuple[MadeUp, list[int]], data: st.DataObject) -> None:
    clinic, rows = made
    words = words_of(data, rows)
    asked = {n: measures()[n] for n in ("imaging_without_red_flags", "imaging_rate_without_red_flags")}
    before, after = counts(clinic.units(), asked), counts(overturned(clinic, *words), asked)
    patient = {row["row"]: row["patient"] for name in ("visits", "orders") for row in clinic.rows.get(name, [])}
    told: dict[tuple[str, str], int] = {}
    for one in sorted({patient[row] for row, *_ in words}):
        own = said(*[word for word in words if patient[word[0]] == one])
        for change in what_changes(clinic.units(), one, own, asked):
            key = (change.measure, change.period)
            told[key] = told.get(key, 0) + change.numerator
    joined = before.join(after, on=["measure", "period", "provider"], suffix="_after")
    moved = joined.filter(pl.col("numerator") != pl.col("numerator_after"))
    real = {(r["measure"], r["period"]): r["numerator_after"] - r["numerator"] for r in moved.iter_rows(named=True)}
    assert {key: change for key, change in told.items() if change} == real


def test_nothing_said_changes_nothing() -> None:
    clinic = MadeUp()
    clinic.order(low_back_words=True)
    assert what_changes(clinic.units(), 1, nothing_said(), FLAGGED) == []


def test_the_month_and_measure_of_a_change_are_named() -> None:
    clinic = MadeUp()
    order = clinic.order(low_back_words=True)
    (change,) = what_changes(clinic.units(), 1, said((order, "trauma", "present")), FLAGGED)
    assert (change.measure, change.period, change.numerator, change.denominator, change.unknown) == (
        "imaging_without_red_flags", month(LATER), -1, None, 0,
    )  # fmt: skip
