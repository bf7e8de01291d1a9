"""Each flag of a visit or image in its own state, what was found only afterwards, and how urgent it is."""

from itertools import pairwise

import polars as pl
import pytest
from made_up_events import EVER, LATER, MadeUp, on

from measures.red_flags.sets import SETS, flag_set
from measures.units.atoms import atom_states, found_after, urgencies


def states(clinic: MadeUp, kind: str = "image") -> dict[str, str]:
    """The state of each flag of the clinic's only unit."""
    return dict(atom_states(clinic.units(), kind).select("atom", "state").rows())


@pytest.mark.slow
def test_a_flag_found_within_28_days_after_the_order_stands_apart_and_counts_nowhere() -> None:
    clinic = MadeUp()
    clinic.visit()
    order = clinic.order()
    clinic.says(day=LATER + 3, atom="trauma", window=90, source="code")
    found = found_after(clinic.units())
    assert found.select("unit", "atom", "days_after").rows() == [(order, "trauma", 3)]
    assert states(clinic)["trauma"] == "not recorded"
    assert clinic.count("imaging_without_red_flags") == (1, None, 0)


@pytest.mark.parametrize("day", [LATER, LATER + 29])
def test_on_the_day_of_the_order_it_is_known_and_after_28_days_it_is_another_story(day: int) -> None:
    clinic = MadeUp()
    clinic.order(low_back_words=True)
    clinic.says(day=day, atom="trauma", window=90, source="code")
    assert found_after(clinic.units()).height == 0


def test_what_was_known_before_is_not_found_again_after() -> None:
    clinic = MadeUp()
    clinic.order(low_back_words=True)
    clinic.says(day=LATER - 400, atom="cancer", window=EVER, source="code")
    clinic.says(day=LATER + 5, atom="cancer", window=EVER, source="words")
    clinic.says(day=LATER + 5, atom="weight_loss", window=180, source="words")
    assert found_after(clinic.units())["atom"].to_list() == ["weight_loss"]


def test_a_ticked_box_at_a_later_visit_was_not_found_by_the_image() -> None:
    clinic = MadeUp()
    clinic.order(low_back_words=True)
    clinic.says(day=LATER + 2, atom="trauma", window=90, source="box")
    assert found_after(clinic.units()).height == 0


def test_after_a_visit_it_is_told_too() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    clinic.says(day=LATER + 10, atom="infection_fever", window=365, source="code")
    assert found_after(clinic.units(), "visit").select("unit", "days_after").rows() == [(visit, 10)]


def test_every_flag_has_exactly_one_state_and_silence_is_not_recorded() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.order()
    clinic.says(atom="cancer", window=EVER, row=row)
    clinic.says(atom="cauda_equina", state="queried", window=90, row=row)
    clinic.says(atom="trauma", state="absent", window=90, row=row)
    told = states(clinic)
    assert told["cancer"] == "present"
    assert told["cauda_equina"] == "queried"
    assert told["trauma"] == "stated absent"
    assert told["weight_loss"] == "not recorded"
    assert len(told) == 10


def test_a_denial_of_all_denies_each_and_a_stated_fact_beats_it() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.says(atom="all", state="absent", window=0, row=row)
    clinic.says(day=LATER - 50, atom="cancer", window=EVER)
    told = states(clinic, "visit")
    assert told.pop("cancer") == "present"
    assert set(told.values()) == {"stated absent"}


@pytest.mark.slow
def test_a_steroid_of_unsaid_length_leaves_the_flag_open_and_the_unit_unflagged() -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.add("medications", 1, LATER - 100, end_day=None, systemic_steroid=True)
    assert states(clinic, "visit")["steroids"] == "cannot tell"
    (visit,) = clinic.table("visit").to_dicts()
    assert visit["red_flag"] is False
    assert visit["red_flag_not_recorded"] is True


def test_a_long_course_beside_it_answers_the_question() -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.add("medications", 1, LATER - 100, end_day=None, systemic_steroid=True)
    clinic.add("medications", 1, LATER - 200, end_day=on(LATER)["day"], systemic_steroid=True)
    assert states(clinic, "visit")["steroids"] == "present"


def test_only_the_units_asked_for_are_told() -> None:
    clinic = MadeUp()
    rows = [clinic.visit(patient=p) for p in (1, 2, 3)]
    assert atom_states(clinic.units(), "visit", rows[:1])["unit"].unique().to_list() == rows[:1]


# How urgent, by rule set.


def told(clinic: MadeUp) -> set[tuple[str, str, str, bool]]:
    return set(urgencies(clinic.units(), "visit").select("atom", "rule_set", "level", "strictest").rows())


def test_two_rule_sets_are_never_merged_and_the_stricter_is_marked() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.says(atom="trauma", window=90, row=row, rule="fall from height")
    clinic.says(atom="weight_loss", window=180, row=row)
    assert told(clinic) == {
        ("trauma", "alberta", "urgent", False),
        ("trauma", "ontario_rac", "emergency", True),
        ("weight_loss", "alberta", "urgent", True),
    }


@pytest.mark.slow
def test_an_old_cancer_is_soon_and_a_new_one_urgent() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.says(atom="cancer", window=EVER, row=row, rule="cancer; since 2009")
    assert told(clinic) == {("cancer", "alberta", "soon", True)}
    clinic = MadeUp()
    row = clinic.visit()
    clinic.says(atom="cancer", window=EVER, row=row, rule="cancer; since 2023")
    assert told(clinic) == {("cancer", "alberta", "urgent", True)}


@pytest.mark.slow
@pytest.mark.parametrize("state", ["present", "queried"])
def test_cauda_equina_stands_above_every_message_about_fewer_images(state: str) -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.order()
    clinic.says(atom="cauda_equina", state=state, window=90, row=row)
    assert clinic.table("visit")["overrides_reduction"].to_list() == [True]
    assert clinic.table("image")["overrides_reduction"].to_list() == [True]
    assert {level for _, _, level, _ in told(clinic)} == {"emergency"}


def test_no_other_flag_and_no_denial_overrides() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.says(atom="trauma", window=90, row=row)
    clinic.says(atom="cauda_equina", state="absent", window=90, row=row)
    assert clinic.table("visit")["overrides_reduction"].to_list() == [False]


# Other readings of the flags.


def readings(clinic: MadeUp, name: str = "visit") -> dict[str, bool | None]:
    """red_flag of the clinic's only unit under every set."""
    units = clinic.units()
    frames = {one: getattr(units.under(flag_set(one)), name).collect("polars").to_native() for one in SETS}
    return {one: frame["red_flag"][0] for one, frame in frames.items()}


@pytest.mark.slow
def test_night_pain_alone_counts_as_written_and_not_strictly() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.says(atom="severe_worsening_night_pain", window=0, row=row, rule="night pain")
    assert readings(clinic) == {"strict": False, "as_written": True, "with_inflammatory": True, "extended": True}
    clinic = MadeUp()
    row = clinic.visit()
    clinic.says(atom="severe_worsening_night_pain", window=0, row=row, rule="severe and worsening")
    assert readings(clinic)["strict"] is True


@pytest.mark.slow
def test_inflammatory_pain_counts_in_the_wider_sets_only() -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.says(day=LATER - 10, atom="inflammatory", window=EVER)
    assert readings(clinic) == {"strict": False, "as_written": False, "with_inflammatory": True, "extended": True}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "since", "counts"),
    [
        ("733.0", 2000, True),
        ("733.13", 90, True),
        ("733.13", 91, False),
        ("042", 900, True),
        ("V42.0", 900, True),
        ("Z94.0", 900, True),
        ("Z85.3", 900, True),
        ("D47.2", 30, True),
        ("401.9", 1, False),
        ("733.0", -1, False),
    ],
)
def test_the_extended_set_takes_its_codes_from_any_record_of_the_patient(code: str, since: int, counts: bool) -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.add("diagnoses", 1, LATER - since, code=code, of_visit=False)
    read = readings(clinic)
    assert (read["as_written"], read["extended"]) == (False, counts)


@pytest.mark.slow
def test_a_v_code_beside_icd_10_codes_is_no_transplant() -> None:
    clinic = MadeUp()
    clinic.visit()
    row = clinic.add("diagnoses", 1, LATER - 5, code="V42.0", of_visit=False)
    clinic.add("diagnoses", 1, LATER - 5, code="S33.5", of_visit=False)
    clinic.rows["diagnoses"][-1]["row"] = row
    assert readings(clinic)["extended"] is False


@pytest.mark.slow
def test_a_deleted_code_is_no_evidence_in_any_set() -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.add("diagnoses", 1, LATER - 5, code="733.0", of_visit=False, status="deleted")
    assert readings(clinic)["extended"] is False


def test_with_unknowns_out_silence_is_unknown_and_a_denial_still_counts() -> None:
    clinic = MadeUp()
    clinic.visit()
    row = clinic.visit(patient=2)
    clinic.says(patient=2, atom="all", state="absent", window=0, row=row)
    strict = clinic.units().under(flag_set("as_written"), silence_is_none=False)
    frame = strict.visit.collect("polars").to_native().sort("patient")
    assert frame["red_flag"].to_list() == [None, False]
    assert frame["red_flag_not_recorded"].to_list() == [True, False]
    assert frame["red_flag_recorded"].to_list() == [False, True]


def test_another_reading_leaves_the_first_as_it_was() -> None:
    clinic = MadeUp()
    row = clinic.visit()
    clinic.order()
    clinic.says(atom="severe_worsening_night_pain", window=0, row=row, rule="night pain")
    units = clinic.units()
    before = units.image.collect("polars").to_native()
    units.under(flag_set("strict")).image.collect("polars")
    assert units.image.collect("polars").to_native().equals(before)


@pytest.mark.slow
def test_the_wider_the_set_the_more_is_flagged_and_never_less() -> None:
    clinic = MadeUp()
    for patient, (atom, rule) in enumerate(
        [("severe_worsening_night_pain", "night pain"), ("inflammatory", "x"), ("trauma", "x"), ("steroids", "x")], 1
    ):
        row = clinic.visit(patient=patient)
        clinic.says(patient=patient, atom=atom, window=0, row=row, rule=rule)
    units = clinic.units()
    flagged = [
        set(units.under(flag_set(one)).visit.collect("polars").to_native().filter(pl.col("red_flag"))["patient"])
        for one in SETS
    ]
    assert all(narrow <= wide for narrow, wide in pairwise(flagged))
    assert (len(flagged[0]), len(flagged[-1])) == (2, 4)


# First severe episode over 50, worked out.


def first_severe(score: float | None, day: int = LATER, age: int | None = 60, before: int | None = None) -> MadeUp:
    clinic = MadeUp()
    if before is not None:
        clinic.visit(day=before, age_low=age, age_high=age)
    clinic.visit(day=day, age_low=age, age_high=age)
    if score is not None:
        clinic.add("responses", 1, day, question="quality_of_life", instrument="pain", score=score)
    return clinic


def last_state(clinic: MadeUp) -> str:
    table = atom_states(clinic.units(), "visit").filter(pl.col("atom") == "first_episode_over_50").sort("unit")
    return str(table["state"][-1])


@pytest.mark.slow
def test_over_50_first_episode_and_8_of_10_together_are_the_flag() -> None:
    clinic = first_severe(8)
    assert last_state(clinic) == "present"
    assert clinic.table("visit")["red_flag"].to_list() == [True]


@pytest.mark.slow
def test_age_alone_is_no_flag_and_cannot_be_told_without_a_severity() -> None:
    clinic = first_severe(None)
    assert last_state(clinic) == "cannot tell"
    assert clinic.table("visit")["red_flag"].to_list() == [False]


@pytest.mark.parametrize(
    ("clinic", "state"),
    [
        (first_severe(7), "not recorded"),
        (first_severe(9, age=50), "not recorded"),
        (first_severe(9, age=51), "present"),
        (first_severe(9, age=None), "cannot tell"),
        (first_severe(9, day=180), "cannot tell"),
        (first_severe(9, day=181), "present"),
        (first_severe(9, before=10), "not recorded"),
        (first_severe(9, before=LATER - 20), "present"),
        (first_severe(None, age=30), "not recorded"),
    ],
    ids=["mild", "fifty", "fifty-one", "age unknown", "too early", "day 181", "second", "same episode", "young"],
)
def test_each_of_the_three_must_hold(clinic: MadeUp, state: str) -> None:
    assert last_state(clinic) == state


def test_an_older_low_back_code_says_that_it_is_not_the_first() -> None:
    clinic = first_severe(9)
    clinic.add("diagnoses", 1, -900, code="724.2", tier=1, of_visit=False)
    assert last_state(clinic) == "not recorded"


def test_words_that_call_it_the_first_need_no_history_and_the_score_gives_the_severity() -> None:
    clinic = first_severe(9, day=20)
    (row,) = [v["row"] for v in clinic.rows["visits"]]
    clinic.says(day=20, atom="first_episode_over_50", state="queried", window=0, row=row)
    assert last_state(clinic) == "present"


def test_a_scale_to_100_is_told_by_its_own_scores() -> None:
    clinic = first_severe(9)
    clinic.add("responses", 2, LATER, question="quality_of_life", instrument="pain", score=85)
    assert last_state(clinic) == "not recorded"
