"""A made-up clinic in the hands of a dozen systems: by plan and answers each gives its true cells."""

from pathlib import Path

import emr_styles
import more_styles
import polars as pl
import pytest
import table_styles
import third_styles
from style_cells import cells, differing

#: What an extract without orders cannot tell.
OF_IMAGES = {
    "_lumbar_images_all", "_lumbar_images_red_flag", "_lumbar_images_planning", "_lumbar_images_other_indication",
    "imaging_without_red_flags", "imaging_rate_without_red_flags", "episode_imaging_28d", "urgent_flag_not_acted_on",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", more_styles.STYLES)
def test_lists_of_other_hands_give_the_true_cells(name: str, tmp_path: Path) -> None:
    style = more_styles.STYLES[name]
    true = cells(more_styles.written(tmp_path / "plain", more_styles.plain(style)), tmp_path / "true", emr_styles.PLAN)
    files = more_styles.written(tmp_path / "files", style.files(*emr_styles.lists()))
    found = cells(files, tmp_path / "data", emr_styles.PLAN, style.answers)
    assert set(found["measure"]) == set(true["measure"])
    assert differing(true, found).is_empty()


@pytest.mark.slow
@pytest.mark.parametrize("name", third_styles.STYLES)
def test_lists_of_a_third_hand_give_the_true_cells(name: str, tmp_path: Path) -> None:
    style = third_styles.STYLES[name]
    true = cells(more_styles.written(tmp_path / "plain", more_styles.plain(style)), tmp_path / "true", emr_styles.PLAN)
    files = more_styles.written(tmp_path / "files", style.files(*emr_styles.lists()))
    found = cells(files, tmp_path / "data", emr_styles.PLAN, style.answers)
    assert set(found["measure"]) == set(true["measure"])
    assert differing(true, found).is_empty()


@pytest.mark.slow
@pytest.mark.parametrize("name", table_styles.STYLES)
def test_tables_of_other_systems_give_the_true_cells(name: str, tmp_path: Path) -> None:
    style = table_styles.STYLES[name]
    true = cells(
        more_styles.written(tmp_path / "plain", table_styles.plain(style)), tmp_path / "true", table_styles.PLAN
    )
    found = cells(
        more_styles.written(tmp_path / "files", style.files()), tmp_path / "data", table_styles.PLAN, style.answers
    )
    lacking = OF_IMAGES if style.lacks == "images" else set()
    assert set(true["measure"]) - set(found["measure"]) == lacking
    assert differing(true.filter(~pl.col("measure").is_in(lacking)), found).is_empty()
