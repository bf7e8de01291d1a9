"""Monthly figures typed by hand: a file of them is kept as tallies after a question; nothing else is taken for one."""

import json
from datetime import date
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.parts.monthly_tallies import monthly_figures, proposed
from dashboard.records import Records
from dashboard.records.written import written
from ingest.store import Store

ACROSS = (
    "What we counted,Jan 2025,Feb 2025,Mar 2025,Total\n"
    "Low back patients,20,18,24,62\n"
    "Pamphlet given,10,9,12,31\n"
    "X-rays without red flags,5,,1,6\n"
    "Coffee cups,9,9,9,27\n"
)
DOWN = "Month;Overtime appointments;Low back visits\n2025-01;3;20\n2025-02;1;18\n2025-03;0;\n"
SHARES = {"pamphlet_or_exercise": ([9, 7], 41)}
LIST = "Patient ID,Visit Date,Diagnosis Code\n1001,2025-01-06,724.2\n"


def written_to(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (ACROSS, {"pamphlet_or_exercise": ([10, 9, 12], 20), "imaging_without_red_flags": ([5, 1], None)}),
        (DOWN, {"overtime_appointments": ([3, 1, 0], None)}),
        (LIST, {}),
        ("Tally\n\nmonth,LBP patients,pamphlet given\nJanuary 2025,41,9\nFebruary 2025,38,7\nTotal,79,16\n", SHARES),
        ("Year,Month,LBP patients,Pamphlet\n2025,1,41,9\n2025,2,38,7\n", SHARES),
        ("Mois;Patients lombalgie;Dépliant remis\njanv. 2025;41;9\nfévr. 2025;38;7\n", SHARES),
        ("Month,Doctor,LBP patients,Pamphlet\n2025-01,A,41,9\n2025-01,B,38,7\n2025-02,A,4,1\n", {}),
        ("Month,Rain\n2025-01,3\n2025-02,9\n", {}),
    ],
)
def test_rows_are_taken_for_measures_and_shares_stand_beside_their_whole(
    text: str, taken: dict[str, object], tmp_path: Path
) -> None:
    found = proposed(monthly_figures(written_to(tmp_path, "t.csv", text)))
    january = date(2025, 1, 1)
    assert {
        one.measure.name: (list(one.counted.by_month.values()), one.whole.by_month[january] if one.whole else None)
        for one in found
    } == taken


@pytest.mark.slow
def test_a_tally_file_is_asked_about_kept_once_and_never_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, data = written_to(tmp_path, "t.csv", ACROSS), tmp_path / "data"
    assert main(["plan", "--data", str(data), "--json", str(file)]) == 0
    (asked,) = json.loads(capsys.readouterr().out)["questions"]
    assert (asked["kind"], asked["proposed"]) == ("monthly_tally", "keep")
    assert main(["import", "--data", str(data), str(file)]) == 3
    assert not data.exists()
    for _ in range(2):
        assert main(["import", "--data", str(data), "--yes", "--who", "Ann", str(file)]) == 0
    store = Store(data)
    kept = written(Records(store.engine), "clinic")
    entries = {tally.measure: kept.entries_of(tally) for tally in kept.tallies}
    assert [e.numerator for e in entries["pamphlet_or_exercise"]] == [10, 9, 12]
    assert [e.denominator for e in entries["pamphlet_or_exercise"]] == [20, 18, 24]
    assert [(e.day.month, e.numerator) for e in entries["imaging_without_red_flags"]] == [(1, 5), (3, 1)]
