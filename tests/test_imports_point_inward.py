"""Imports point inward, and the science needs no screen, no database and no clock."""

import ast
from functools import cache
from pathlib import Path

import pytest
from import_graph import ROOT, import_lines

ROOMS = ("measures", "ingest", "dashboard", "streamlit_app")
OUTSIDE_SCIENCE = {
    "streamlit",
    "sqlalchemy",
    "plotly",
    "alembic",
    "fastexcel",
    "filelock",
    "platformdirs",
    "tomli_w",
}
CLOCKS = {"today", "now", "utcnow", "time", "perf_counter", "monotonic", "localtime"}
OPENERS = {"open", "read_text", "read_bytes", "read_csv", "scan_parquet"}
LOOKED_FOR = CLOCKS | OPENERS


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py")) or [ROOT / f"{room}.py"]


def imported(path: Path) -> set[str]:
    """The first word of everything a module imports, wherever in it."""
    return {module.split(".")[0] for module, _ in import_lines(path)}


@cache
def called(path: Path) -> set[tuple[str, str]]:
    """Every call of a name, as (what it is called on, its name)."""
    calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return {
        (ast.unparse(call.value), call.attr) if isinstance(call, ast.Attribute) else ("", call.id)
        for call in calls
        if isinstance(call, ast.Name) or (isinstance(call, ast.Attribute) and call.attr in LOOKED_FOR)
    }


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_imports_one_further_out(room: str) -> None:
    further_out = set(ROOMS[ROOMS.index(room) + 1 :])
    guilty = {str(p.relative_to(ROOT)): sorted(imported(p) & further_out) for p in modules(room)}
    assert {path: names for path, names in guilty.items() if names} == {}


def test_the_science_needs_no_screen_no_database_and_no_clock() -> None:
    for path in modules("measures"):
        assert not imported(path) & OUTSIDE_SCIENCE
        assert not [call for call in called(path) if call[1] in CLOCKS and call[0] in ("date", "datetime", "time", "")]


def test_the_science_opens_no_file_but_its_own_lists() -> None:
    for path in modules("measures"):
        opened = {on for on, name in called(path) if name in OPENERS}
        assert all("files(" in on or on.startswith(("resources", "lists", "folder", "file", "_")) for on in opened), (
            opened
        )


def test_nothing_of_the_project_imports_the_tests_or_the_sample_data_but_the_demo() -> None:
    users = {p.name for room in ROOMS for p in modules(room) if "sample_data" in imported(p)}
    assert users <= {"demo.py"}
