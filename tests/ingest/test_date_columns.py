"""What a whole date column holds: days, day numbers, half-converted dates, years of birth."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from made_up_export import bring, counted, studied, total, visits

from ingest.dates import dates, holds_days
from ingest.report import Refusal


def days(*cells: str) -> list[date | None]:
    return dates(pl.Series(cells, dtype=pl.String), None).to_list()


@pytest.mark.parametrize(
    "cell",
    [
        "20240924", "2024092411", "202409241125", "20240924112500", "20240924112500.1234-0600", "20240924T112500",
        "20240924T172500Z", "SEP 24, 2024@11:25", "SEP 24, 2024@11:25:30", "Sep 24, 2024@24:00", "3240924.1125",
        "3240924", "24SEP2024:11:25:00", "24SEP2024",
    ],
)  # fmt: skip
def test_times_of_hl7_va_and_sas_are_days(cell: str) -> None:
    assert days(cell) == [date(2024, 9, 24)]


def test_an_hl7_time_with_an_offset_is_moved_to_the_clinic() -> None:
    assert days("20240101030000+0000", "20240101030000") == [date(2023, 12, 31), date(2024, 1, 1)]


@pytest.mark.parametrize("cell", ["202409", "20241324112500", "3241324", "20240924992500", "123456789012"])
def test_what_only_looks_like_a_machine_time_is_none(cell: str) -> None:
    assert days(cell) == [None]


def test_a_column_of_midnights_holds_days_and_one_other_hour_makes_it_instants() -> None:
    midnight = ["2025-03-01T00:00:00Z", "2025-04-01T00:00:00.000Z"]
    assert holds_days(pl.Series(midnight))
    assert holds_days(pl.Series([*midnight, "2025-04-02T06:00:00Z"])) is False
    assert holds_days(pl.Series(["2025-04-02"])) is None


@pytest.mark.slow
def test_midnight_z_stays_in_its_month(tmp_path: Path) -> None:
    cells = ("2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z")
    bring(tmp_path, visits(*({"Visit ID": str(n), "Visit Date": cell} for n, cell in enumerate(cells))))
    visited = counted(tmp_path).filter(measure="_visits_completed", provider="ALL").filter(pl.col("numerator") > 0)
    assert visited["period"].to_list() == ["2025-03", "2025-04"]


@pytest.mark.slow
def test_day_numbers_are_asked_about_once_and_then_read(tmp_path: Path) -> None:
    rows = visits({"Visit Date": "45681"}, {"Visit ID": "V2", "Visit Date": "45790.5"})
    with pytest.raises(Refusal, match=r"45681 would be 2025-01-24.*Say that they are day numbers"):
        bring(tmp_path, rows)
    bring(tmp_path, rows, dates={"export0.csv": {"Visit Date": "1900"}})
    assert [str(studied(tmp_path).events["visits"].collect().to_native().cast({"day": pl.Date})["day"].max())] == [
        "2025-05-13"
    ]


@pytest.mark.slow
def test_half_converted_dates_are_refused_with_both_readings(tmp_path: Path) -> None:
    cells = ("2025-03-04", "2025-05-02", "13/04/2025", "28/05/2025")
    rows = visits(*({"Visit ID": str(n), "Visit Date": cell} for n, cell in enumerate(cells)))
    with pytest.raises(Refusal, match=r"may be day 04 of month 03, or day 03 of month 04"):
        bring(tmp_path, rows)
    bring(tmp_path, rows, dates={"export0.csv": {"Visit Date": "swapped"}})
    seen = studied(tmp_path).events["visits"].collect().to_native().sort("row")["day"].cast(pl.Date)
    assert seen.to_list() == [date(2025, 4, 3), date(2025, 2, 5), date(2025, 4, 13), date(2025, 5, 28)]


@pytest.mark.slow
def test_mixed_spellings_that_no_spreadsheet_made_are_read(tmp_path: Path) -> None:
    cells = ("2025-03-24", "2025-05-02", "13/04/2025", "28/05/2025")
    report = bring(tmp_path, visits(*({"Visit ID": str(n), "Visit Date": cell} for n, cell in enumerate(cells))))
    assert report.files[0].accepted == 4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("born", "visited", "is_one"),
    [
        ("07-Nov-35", "15-Jun-25", 1),
        ("07-Nov-24", "15-Jun-25", 0),
        ("1961", "15-Jun-25", 1),
        ("2007", "15-Jun-25", 1),
        ("2015", "15-Jun-25", 0),
        ("1961-05", "15-Jun-25", 1),
    ],
)
def test_a_birth_is_never_in_the_future_and_a_bare_year_is_a_year(
    tmp_path: Path, born: str, visited: str, is_one: int
) -> None:
    bring(tmp_path, visits({"Birth Date": born, "Visit Date": visited}))
    assert total(tmp_path, "_lbp_visits") == is_one


@pytest.mark.slow
def test_a_year_that_leaves_adulthood_open_is_in_and_shown_as_unknown(tmp_path: Path) -> None:
    bring(tmp_path, visits({"Birth Date": "2007", "Visit Date": "15-Jun-25"}))
    assert total(tmp_path, "_lbp_visits_age_unknown") == 1


def test_no_birth_date_is_ever_shown(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        bring(tmp_path, visits({"Birth Date": "22413"}))
    assert "22413" not in str(refused.value)


@pytest.mark.slow
def test_a_blank_status_is_asked_about(tmp_path: Path) -> None:
    bring(tmp_path, visits({}, {"Visit ID": "V2", "Status": r"\N"}))
    spelt = studied(tmp_path).store.spellings("made-up-practice").filter(pl.col("field") == "visits.status")
    assert dict(spelt.select("seen", "rows").rows()) == {"Completed": 1, "": 1}
