"""The script that scores the denials of the reader on sentences a person gives it, tried on made-up ones."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINES = (
    "1\tedema\tThere is no edema of the ankles.\tNegated",
    "2\tcough\tShe has had a cough since Monday.\tAffirmed",
    "3\trash\tDenies fever or rash.\tNegated",
    "4\tulcer\tThe ulcer is possibly infected.\tPossible",
)


def scored(path: Path) -> subprocess.CompletedProcess[str]:
    script = [sys.executable, str(ROOT / "benchmarks" / "negex_sentences.py"), str(path)]
    return subprocess.run(script, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_sentences_are_scored_from_a_file_that_the_person_gives(tmp_path: Path) -> None:
    file = tmp_path / "sentences.txt"
    file.write_text("\n".join(LINES), "utf-8")
    assert scored(file).stdout == "sentences 3, agreement 1.000, F1 of denials 1.000\n"


@pytest.mark.slow
def test_a_missing_file_is_named_and_nothing_is_fetched(tmp_path: Path) -> None:
    done = scored(tmp_path / "none.txt")
    assert done.returncode == 1
    assert "nothing is fetched" in done.stderr
