"""Imports point inward, and the science needs no screen, no database and no clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
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


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py")) or [ROOT / f"{room}.py"]


def imported(path: Path) -> Iterator[str]:
    """The first word of everything a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def called(path: Path) -> Iterator[tuple[str, str]]:
    """Every call as (what it is called on, its name)."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield ast.unparse(node.func.value), node.func.attr
            elif isinstance(node.func, ast.Name):
                yield "", node.func.id


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_imports_one_further_out(room: str) -> None:
    further_out = set(ROOMS[ROOMS.index(room) + 1 :])
    guilty = {str(p.relative_to(ROOT)): sorted(set(imported(p)) & further_out) for p in modules(room)}
    assert {path: names for path, names in guilty.items() if names} == {}


def test_the_science_needs_no_screen_no_database_and_no_clock() -> None:
    for path in modules("measures"):
        assert not set(imported(path)) & OUTSIDE_SCIENCE
        assert not [call for call in called(path) if call[1] in CLOCKS and call[0] in ("date", "datetime", "time", "")]


def test_the_science_opens_no_file_but_its_own_lists() -> None:
    for path in modules("measures"):
        opened = {
            on for on, name in called(path) if name in ("open", "read_text", "read_bytes", "read_csv", "scan_parquet")
        }
        assert all("files(" in on or on.startswith(("resources", "lists", "folder", "file", "_")) for on in opened), (
            opened
        )


def test_nothing_of_the_project_imports_the_tests_or_the_sample_data_but_the_demo() -> None:
    users = {p.name for room in ROOMS for p in modules(room) if "sample_data" in set(imported(p))}
    assert users <= {"demo.py"}
