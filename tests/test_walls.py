"""The walls of the house: who may import whom, that nothing runs in a circle, and how high it is built."""

import subprocess
import sys

from import_graph import ROOT, imports, longest, rooms

MOST_FLOORS = 8
DEEPEST = 18


def test_every_contract_of_the_house_is_kept() -> None:
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True, no_logo=True))"
    linted = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_no_imports_run_in_a_circle_and_no_way_down_is_long() -> None:
    way = longest(imports())
    assert len(way) <= DEEPEST, " > ".join(way)


def test_the_dashboard_has_few_floors_and_no_room_that_leads_back_to_itself() -> None:
    way = longest(rooms(imports()))
    assert len(way) <= MOST_FLOORS, " > ".join(way)
