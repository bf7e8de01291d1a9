"""The safety line as a list: what is urgent on record, with nothing done, and until when something must be."""

import pytest
from made_up_events import CARRIES, LATER, MadeUp, on

from measures.units.safety import to_act_on


def listed(clinic: MadeUp) -> list[tuple[str, str, int, bool]]:
    """atom, state, days left from the record to the limit, overdue."""
    rows = to_act_on(clinic.units()).to_dicts()
    return [(r["atom"], r["state"], r["act_by"] - r["first_day"], r["overdue"]) for r in rows]


def flagged(atom: str = "trauma", state: str = "present", day: int = LATER) -> MadeUp:
    clinic = MadeUp()
    row = clinic.visit(day=day)
    clinic.says(day=day, atom=atom, state=state, window=90, row=row)
    return clinic


@pytest.mark.slow
def test_an_urgent_flag_without_an_action_is_listed_with_its_limit() -> None:
    assert listed(flagged()) == [("trauma", "present", 2, True)]
    assert listed(flagged("cauda_equina")) == [("cauda_equina", "present", 1, True)]
    assert listed(flagged("neurological")) == []


@pytest.mark.slow
@pytest.mark.parametrize(("waited", "open_"), [(0, False), (2, False), (3, True)])
def test_an_image_or_referral_within_the_limit_takes_it_off_the_list(waited: int, open_: bool) -> None:
    imaged, referred = flagged(), flagged()
    imaged.order(day=LATER + waited)
    referred.add("referrals", 1, LATER + waited, service="emergency")
    assert (bool(listed(imaged)), bool(listed(referred))) == (open_, open_)


def test_a_cancelled_image_is_no_action() -> None:
    clinic = flagged()
    clinic.order(day=LATER, status="cancelled")
    assert listed(clinic) == [("trauma", "present", 2, True)]


@pytest.mark.slow
def test_a_bare_query_of_cauda_equina_is_listed_until_something_follows_by_the_next_day() -> None:
    clinic = flagged("cauda_equina", "queried")
    assert listed(clinic) == [("cauda_equina", "queried", 1, True)]
    clinic.order(day=LATER + 1)
    assert listed(clinic) == []
    assert listed(flagged("cancer", "queried")) == []


@pytest.mark.slow
def test_while_the_limit_has_not_passed_it_is_not_overdue() -> None:
    assert [row[3] for row in listed(flagged(day=729))] == [False]
    assert [row[3] for row in listed(flagged(day=728))] == [False]
    assert [row[3] for row in listed(flagged(day=727))] == [True]


def test_the_latest_comes_first_and_says_which_visit() -> None:
    clinic = flagged()
    later = clinic.visit(patient=2, day=LATER + 9, provider="B")
    clinic.says(patient=2, day=LATER + 9, atom="weight_loss", window=180, row=later)
    first = to_act_on(clinic.units()).row(0, named=True)
    assert (first["row"], first["provider"], first["first_day"]) == (later, "B", on(LATER + 9)["day"])


@pytest.mark.slow
def test_what_is_listed_as_present_is_what_the_measure_counts() -> None:
    clinic = MadeUp()
    told = [(20, "trauma"), (LATER, "trauma"), (LATER, "cancer"), (LATER, "steroids")]
    for patient, (day, atom) in enumerate(told, 1):
        row = clinic.visit(patient=patient, day=day)
        clinic.says(patient=patient, day=day, atom=atom, window=90, row=row)
    second = clinic.visit(patient=2, day=LATER + 3)
    clinic.says(patient=2, day=LATER + 3, atom="weight_loss", window=180, row=second)
    clinic.order(patient=4, day=LATER)
    rows = {r["row"] for r in to_act_on(clinic.units()).to_dicts()}
    assert len(rows) == 3
    assert clinic.count("urgent_flag_not_acted_on") == (3, 4, 1)


def test_where_nobody_can_know_what_was_done_the_list_is_empty() -> None:
    clinic = flagged()
    clinic.traits = frozenset()
    clinic.carries = CARRIES
    assert listed(clinic) == []
