"""The walls of the house: who may import whom, that nothing runs in a circle, and how high it is built."""

import re
import subprocess
import sys
from collections import defaultdict

from import_graph import ROOT, files, imports, longest, rooms

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


def test_one_name_of_a_class_means_one_thing() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for name, file in files().items():
        for its in re.findall(r"^class (\w+)", file.read_text("utf-8"), re.MULTILINE):
            if name.split(".")[0] != "sample_data":
                places[its].append(name)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_the_insides_of_streamlit_are_named_in_one_place() -> None:
    guilty = [
        name
        for name, file in files().items()
        if name not in ("dashboard.parts.tab", "dashboard.parts.server", "dashboard.parts.sessions")
        and any(word in file.read_text("utf-8") for word in ("streamlit.elements", "streamlit.runtime", "net_util"))
    ]
    assert guilty == []
