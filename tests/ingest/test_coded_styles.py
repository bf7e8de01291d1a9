"""The made-up clinic in other systems' codes: by the plan's own proposals each gives the cells of its plain lists."""

from pathlib import Path

import coded_styles
import emr_styles
import polars as pl
import pytest
from more_styles import written
from style_cells import cells, differing

#: Only a profile that can hold outside orders has these.
ELSEWHERE = {"_lumbar_images_elsewhere", "imaging_sought_elsewhere"}


@pytest.mark.slow
@pytest.mark.parametrize("name", coded_styles.STYLES)
def test_codes_of_other_systems_give_the_true_cells(name: str, tmp_path: Path) -> None:
    style = coded_styles.STYLES[name]
    true = cells(written(tmp_path / "plain", style.plain()), tmp_path / "true", emr_styles.PLAN)
    found = cells(written(tmp_path / "files", style.files()), tmp_path / "data", style.practice)
    lacking = set() if name.startswith("uk") else ELSEWHERE
    assert set(true["measure"]) - set(found["measure"]) == lacking
    assert true.filter(measure="_lumbar_images_red_flag")["numerator"].sum() > 0
    assert differing(true.filter(~pl.col("measure").is_in(lacking)), found).is_empty()
