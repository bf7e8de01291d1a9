"""What the imaging measures count, unit by unit (definitions, section 5)."""

from typing import Any

import pytest
from made_up_events import LATER, MadeUp, month


def imaged(after: int, **columns: Any) -> MadeUp:
    """A visit, and a lumbar image so many days after it."""
    clinic = MadeUp()
    clinic.visit()
    clinic.order(day=LATER + after, **columns)
    return clinic


# imaging_rate_without_red_flags


@pytest.mark.parametrize(("after", "wanted"), [(0, 1), (7, 1), (8, 0), (-1, 0)])
def test_the_imaging_rate_follows_a_visit_for_seven_days(after: int, wanted: int) -> None:
    assert imaged(after).count("imaging_rate_without_red_flags") == (wanted, 1, 0)


@pytest.mark.slow
def test_one_image_belongs_to_the_latest_visit_without_a_flag() -> None:
    clinic = imaged(6)
    clinic.visit(day=LATER + 3, provider="B")
    assert clinic.count("imaging_rate_without_red_flags") == (1, 2, 0)
    assert clinic.count("imaging_rate_without_red_flags", "B") == (1, 1, 0)
    assert clinic.count("imaging_rate_without_red_flags", "A") == (0, 1, 0)


def test_a_flagged_visit_between_does_not_own_the_image() -> None:
    clinic = imaged(6)
    flagged = clinic.visit(day=LATER + 3, provider="B")
    clinic.says(day=LATER + 3, atom="unnamed", window=0, row=flagged, source="box")
    # The box speaks for the order too (latest visit), so the image is flagged and counts for nobody.
    assert clinic.count("imaging_rate_without_red_flags") == (0, 1, 0)


@pytest.mark.slow
def test_images_ordered_elsewhere_are_not_the_practices_rate_and_blank_orderers_are_unknown() -> None:
    assert imaged(2, provider="CEDAR, CID").count("imaging_rate_without_red_flags") == (0, 1, 0)
    assert imaged(2, provider=None).count("imaging_rate_without_red_flags") == (0, 0, 1)


@pytest.mark.slow
def test_a_flagged_visit_is_left_out_of_the_rate() -> None:
    clinic = imaged(2)
    clinic.says(day=LATER - 10)
    assert clinic.count("imaging_rate_without_red_flags") == (0, 0, 0)


def test_a_visit_of_unknown_status_is_unknown_in_the_rate() -> None:
    clinic = MadeUp()
    clinic.visit(status="?Roomed")
    assert clinic.count("imaging_rate_without_red_flags") == (0, 0, 1)


# imaging_without_red_flags


@pytest.mark.slow
def test_the_headline_counts_linked_images_of_the_practice_without_a_flag() -> None:
    assert imaged(20).count("imaging_without_red_flags") == (1, None, 0)
    assert imaged(31).count("imaging_without_red_flags") == (0, None, 0)
    assert imaged(20, provider="B").count("imaging_without_red_flags", "B") == (1, None, 0)


# episode_imaging_28d


@pytest.mark.slow
@pytest.mark.parametrize(("after", "wanted"), [(0, 1), (28, 1), (29, 0), (-1, 0)])
def test_an_episode_is_followed_for_28_days_whoever_orders(after: int, wanted: int) -> None:
    assert imaged(after, provider="CEDAR, CID").count("episode_imaging_28d") == (wanted, 1, 0)
    assert imaged(after, provider=None).count("episode_imaging_28d") == (wanted, 1, 0)


def test_an_episode_belongs_to_the_month_and_provider_of_its_start() -> None:
    clinic = imaged(20)
    clinic.visit(day=LATER + 10, provider="B")
    assert clinic.count("episode_imaging_28d", "A", month(LATER)) == (1, 1, 0)
    assert clinic.count("episode_imaging_28d", "B") == (0, 0, 0)


@pytest.mark.slow
def test_a_flag_at_the_start_leaves_the_episode_out_and_a_later_one_does_not() -> None:
    clinic = imaged(10)
    clinic.says(day=LATER + 5)
    assert clinic.count("episode_imaging_28d") == (1, 1, 0)
    clinic.says(day=LATER)
    assert clinic.count("episode_imaging_28d") == (0, 0, 0)


def test_an_episode_with_an_unknown_start_is_unknown_flagged_or_not() -> None:
    clinic = MadeUp()
    clinic.visit(patient=1, day=100)
    clinic.visit(patient=2, day=100)
    clinic.says(patient=2, day=50)
    assert clinic.count("episode_imaging_28d") == (0, 0, 2)


def test_an_episode_that_may_not_have_begun_is_unknown() -> None:
    clinic = MadeUp()
    clinic.visit(status="?Roomed")
    assert clinic.count("episode_imaging_28d") == (0, 0, 1)


# imaging_sought_elsewhere


@pytest.mark.parametrize(("after", "wanted"), [(0, 1), (90, 1), (91, 0), (-1, 0)])
def test_imaging_elsewhere_is_followed_for_90_days(after: int, wanted: int) -> None:
    assert imaged(after, provider="CEDAR, CID").count("imaging_sought_elsewhere") == (wanted, None, 0)


@pytest.mark.slow
def test_imaging_elsewhere_is_of_the_latest_visits_provider_and_the_month_of_the_order() -> None:
    clinic = imaged(60, provider="CEDAR, CID")
    clinic.visit(day=LATER + 10, provider="B")
    assert clinic.count("imaging_sought_elsewhere", "B", month(LATER + 60)) == (1, None, 0)
    assert clinic.count("imaging_sought_elsewhere", "A") == (0, None, 0)


def test_a_patient_with_two_outside_images_in_a_month_is_one_patient() -> None:
    clinic = imaged(3, provider="CEDAR, CID")
    clinic.order(day=LATER + 5, provider="CEDAR, CID", modality="MR")
    clinic.visit(day=LATER + 6, sought_elsewhere=True)
    assert clinic.count("imaging_sought_elsewhere") == (1, None, 0)


def test_a_patient_who_says_so_counts_without_an_order() -> None:
    clinic = MadeUp()
    clinic.visit(sought_elsewhere=True, provider="B")
    assert clinic.count("imaging_sought_elsewhere", "B") == (1, None, 0)


@pytest.mark.slow
def test_a_blank_orderer_is_unknown_in_all_only_and_our_own_image_is_none() -> None:
    clinic = imaged(10, provider=None)
    assert clinic.count("imaging_sought_elsewhere") == (0, None, 1)
    assert clinic.count("imaging_sought_elsewhere", "A") == (0, None, 0)
    assert imaged(10).count("imaging_sought_elsewhere") == (0, None, 0)


def test_red_flags_recorded_takes_a_flag_present_as_recorded() -> None:
    clinic = MadeUp()
    for patient in (1, 2, 3):
        row = clinic.visit(patient=patient)
        if patient < 3:
            atom, state = ("unnamed", "present") if patient == 1 else ("all", "absent")
            clinic.says(patient=patient, atom=atom, state=state, window=0, row=row, source="box")
    assert clinic.count("red_flags_recorded") == (2, 3, 0)
