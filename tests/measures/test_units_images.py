"""Lumbar imaging events: one per study, linked or not, ours or elsewhere (definitions, section 3)."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_events import LATER, MadeUp, month, on


def images(*orders: tuple[int, str | None], **columns: Any) -> int:
    """How many events orders on these days, with these requisitions, make."""
    clinic = MadeUp()
    for day, requisition in orders:
        clinic.order(day=day, requisition=requisition, **columns)
    return clinic.table("image").height


@pytest.mark.slow
def test_the_same_day_and_the_next_day_are_one_event() -> None:
    assert images((LATER, None), (LATER, None)) == 1
    assert images((LATER, None), (LATER + 1, None)) == 1
    assert images((LATER, None), (LATER + 2, None)) == 2


@pytest.mark.slow
def test_one_day_is_measured_from_the_first_order_not_from_the_last() -> None:
    assert images((LATER, None), (LATER + 1, None), (LATER + 2, None)) == 2
    assert images(*[(LATER + n, None) for n in range(4)]) == 2
    assert images(*[(LATER + n, None) for n in range(5)]) == 3


def test_one_requisition_is_one_event_however_far_apart() -> None:
    assert images((LATER, "R1"), (LATER + 60, "R1")) == 1
    assert images((LATER, "R1"), (LATER + 60, "R2")) == 2


def test_order_result_and_report_of_one_study_are_one_event_with_the_orders_date_and_orderer() -> None:
    clinic = MadeUp()
    order = clinic.order(day=LATER, provider="A", requisition="R1")
    clinic.order(day=LATER, provider=None, exam_why="result")
    clinic.order(day=LATER + 12, provider="RADIOLOGIST, RAE", requisition="R1")
    (event,) = clinic.table("image").to_dicts()
    assert (event["row"], event["day"], event["provider"]) == (order, on(LATER)["day"], "A")
    assert event["order_rows"] == 3


def test_whole_spine_and_a_second_modality_the_same_day_are_two_studies() -> None:
    clinic = MadeUp()
    clinic.order(modality="MR", exam_why="whole spine MRI")
    clinic.order(modality="MR")
    clinic.order(modality="XR")
    assert sorted(clinic.table("image")["modality"]) == ["MR", "XR"]


def test_a_requisition_of_another_patient_or_modality_is_another_event() -> None:
    clinic = MadeUp()
    clinic.order(patient=1, requisition="R1")
    clinic.order(patient=2, requisition="R1")
    clinic.order(patient=1, requisition="R1", modality="MR")
    assert clinic.table("image").height == 3


def test_the_first_live_order_gives_the_date_the_orderer_and_the_words() -> None:
    clinic = MadeUp()
    clinic.order(day=LATER, provider="A", status="cancelled", low_back_words=True)
    second = clinic.order(day=LATER + 1, provider="B")
    clinic.order(day=LATER + 2, provider="A", low_back_words=True)
    (event,) = clinic.table("image").to_dicts()
    assert (event["row"], event["provider"], event["linked"]) == (second, "B", False)
    assert event["order_rows"] == 2


@pytest.mark.parametrize("status", ["cancelled", "entered_in_error"])
def test_cancelled_and_mistaken_orders_are_out(status: str) -> None:
    assert images((LATER, None), status=status) == 0


@pytest.mark.slow
def test_only_lumbar_images_of_adults_inside_the_coverage_are_events() -> None:
    assert images((LATER, None), lumbar=False) == 0
    assert images((LATER, None), age_low=17, age_high=17) == 0
    assert images((LATER, None), age_low=None, age_high=None) == 1
    assert images((-1, None), (731, None)) == 0


@dataclass
class Order:
    """One order as a plain sequential reader sees it."""

    day: int
    modality: str
    requisition: str | None


def sequentially(orders: list[Order]) -> int:
    """One event: dates within 1 day of the first, or the same requisition; read one order after the other."""
    events: list[tuple[str, int, set[str]]] = []
    for order in sorted(orders, key=lambda o: o.day):
        for modality, first, numbers in events:
            if modality == order.modality and (order.day - first <= 1 or order.requisition in numbers):
                numbers |= {order.requisition} if order.requisition else set()
                break
        else:
            events.append((order.modality, order.day, {order.requisition} if order.requisition else set()))
    return len(events)


some_orders = st.lists(
    st.builds(Order, st.integers(LATER, LATER + 12), st.sampled_from(["XR", "MR"]), st.none()),
    min_size=1,
    max_size=9,
)
numbered = st.lists(
    st.builds(Order, st.integers(LATER, LATER + 20), st.just("XR"), st.sampled_from([None, "R1", "R2"])),
    min_size=1,
    max_size=6,
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(some_orders)
def test_events_are_those_a_reader_finds_one_order_after_the_other(orders: list[Order]) -> None:
    clinic = MadeUp()
    for order in orders:
        clinic.order(day=order.day, modality=order.modality)
    assert clinic.table("image").height == sequentially(orders)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(numbered)
def test_requisitions_and_days_together_make_the_events_of_a_sequential_reader(orders: list[Order]) -> None:
    clinic = MadeUp()
    for order in orders:
        clinic.order(day=order.day, requisition=order.requisition)
    assert clinic.table("image").height == sequentially(orders)


def kind(clinic: MadeUp) -> str:
    """The class of the only image."""
    (event,) = clinic.table("image").to_dicts()
    (found,) = [name for name in ("linked", "planning", "other_indication") if event[name]]
    return found


@pytest.mark.parametrize(
    ("before", "wanted"), [(0, "linked"), (30, "linked"), (31, "other_indication"), (-1, "other_indication")]
)
def test_a_visit_on_the_day_or_in_the_30_days_before_links_an_image(before: int, wanted: str) -> None:
    clinic = MadeUp()
    clinic.visit(day=LATER - before)
    clinic.order(day=LATER)
    assert kind(clinic) == wanted


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ({"tier": 1, "spine_code": True}, "linked"),
        ({"low_back_words": True}, "linked"),
        ({"tier": 3, "spine_code": True}, "other_indication"),
        ({"tier": 3, "spine_code": True, "low_back_words": True}, "linked"),
        ({"spine_code": True, "low_back_words": True}, "other_indication"),
        ({"exam_why": "lumbar spine X-ray"}, "other_indication"),
    ],
)
def test_an_order_is_linked_by_its_own_code_or_words_and_never_by_the_exams_name(
    columns: dict[str, Any], wanted: str
) -> None:
    clinic = MadeUp()
    clinic.order(**columns)
    assert kind(clinic) == wanted


def test_another_patients_visit_or_one_that_did_not_happen_links_nothing() -> None:
    clinic = MadeUp()
    clinic.visit(patient=2)
    clinic.visit(patient=1, status="cancelled")
    clinic.visit(patient=1, tier=3)  # unclassified
    clinic.order(patient=1)
    assert kind(clinic) == "other_indication"


@pytest.mark.slow
def test_planning_of_a_stated_surgery_is_a_class_of_its_own_and_not_counted() -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.order(planning=True, low_back_words=True)
    assert kind(clinic) == "planning"
    assert clinic.count("_lumbar_images_planning") == (1, None, 0)
    assert clinic.count("imaging_without_red_flags") == (0, None, 0)
    assert clinic.count("imaging_rate_without_red_flags") == (0, 1, 0)


def side(provider: str | None, traits: frozenset[str] | None = None, **settings: Any) -> bool | None:
    """Whether the practice ordered the only image."""
    clinic = MadeUp()
    clinic.order(provider=provider)
    if traits is not None:
        clinic.traits = traits
    made = clinic.settled(**settings)
    answer: bool | None = made.table("image")["by_practice"].item()
    return answer


def test_with_a_roster_the_listed_are_ours_and_the_unlisted_are_elsewhere() -> None:
    assert side("ASPEN, ANNA") is True
    assert side("CEDAR, CID") is False


def test_without_a_roster_nobody_knows_but_for_those_confirmed_to_be_outside() -> None:
    assert side("ASPEN, ANNA", clinicians=()) is None
    assert side("CEDAR, CID", clinicians=(), outside=("CEDAR, CID",)) is False


def test_a_blank_orderer_is_unknown_whatever_the_export_can_hold() -> None:
    assert side(None) is None
    assert side(None, frozenset()) is None


def test_an_export_that_cannot_hold_outside_orders_holds_the_practices_own() -> None:
    assert side("CEDAR, CID", frozenset()) is True
    assert side("CEDAR, CID", frozenset(), clinicians=()) is True


@pytest.mark.slow
def test_elsewhere_and_blank_orderers_are_in_all_only() -> None:
    clinic = MadeUp()
    for patient, provider in enumerate(("A", "CEDAR, CID", None)):
        clinic.visit(patient=patient)
        clinic.order(patient=patient, provider=provider)
    table = clinic.counted("_lumbar_images_all", by_provider=True)
    assert set(table["provider"]) == {"A", "B", "ALL"}
    assert clinic.count("_lumbar_images_all") == (3, None, 0)
    assert clinic.count("_lumbar_images_all", "A") == (1, None, 0)
    assert clinic.count("_lumbar_images_elsewhere") == (1, None, 0)
    assert clinic.count("imaging_without_red_flags") == (1, None, 1)
    assert clinic.count("imaging_without_red_flags", "A") == (1, None, 0)


@pytest.mark.slow
def test_an_image_belongs_to_the_period_of_its_order() -> None:
    clinic = MadeUp()
    clinic.visit(day=30)
    clinic.order(day=31)  # 1 February 2023
    assert clinic.count("_lumbar_images_all", period=month(30))[0] == 0
    assert clinic.count("_lumbar_images_all", period=month(31))[0] == 1


def test_one_modality_can_be_looked_at_alone() -> None:
    from measures.engine import native
    from measures.units import Units

    clinic = MadeUp()
    clinic.order(modality="XR")
    clinic.order(modality="MR")
    assert native(Units(clinic.events(), clinic.practice, "MR").image)["modality"].to_list() == ["MR"]


@pytest.mark.slow
def test_an_order_whose_status_nobody_explained_is_unknown_until_a_person_settles_it() -> None:
    clinic = MadeUp()
    clinic.visit()
    clinic.order(status="?Binned")
    assert clinic.count("imaging_without_red_flags") == (0, None, 1)
    for means, wanted in (("live", 1), ("cancelled", 0)):
        settled = clinic.settled(words=(("orders.status", "Binned", means),))
        assert settled.count("imaging_without_red_flags") == (wanted, None, 0)


def test_one_order_number_is_one_event_however_many_lines_a_list_gives_it() -> None:
    clinic = MadeUp()
    clinic.order(day=LATER, source_id="A1")
    clinic.order(day=LATER + 40, source_id="A1")
    clinic.order(day=LATER + 40, source_id="A2")
    (first, second) = clinic.table("image").sort("day").to_dicts()
    assert (first["day"], second["day"]) == (on(LATER)["day"], on(LATER + 40)["day"])


@pytest.mark.parametrize(("statuses", "events"), [(("live", "cancelled"), 0), (("cancelled", "live"), 1)])
def test_of_several_lines_of_one_order_the_newest_status_decides(statuses: tuple[str, str], events: int) -> None:
    clinic = MadeUp()
    for later, status in enumerate(statuses):
        clinic.order(day=LATER + later, source_id="A1", status=status)
    assert clinic.table("image").height == events
