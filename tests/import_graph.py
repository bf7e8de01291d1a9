"""Who imports whom in this project, read from the source: `python tests/import_graph.py` prints the structure.

Every import counts, also one inside a function and one for types alone: a wall has no back door.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("measures", "ingest", "dashboard", "sample_data")

Graph = Mapping[str, set[str]]


@cache
def files() -> dict[str, Path]:
    """Every module of the project, by its name."""
    packages = [file for part in PARTS for file in (ROOT / part).rglob("*.py")]
    return {name_of(file): file for file in [*packages, ROOT / "streamlit_app.py"]}


def name_of(file: Path) -> str:
    """`dashboard.pages.why` of dashboard/pages/why.py, `dashboard.pages` of its __init__.py."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports() -> dict[str, set[str]]:
    """For each module those of the project that it imports."""
    known = files()
    return {name: set(_imported(file, set(known))) - {name} for name, file in known.items()}


def _imported(file: Path, known: set[str]) -> Iterator[str]:
    for module, names in import_lines(file):
        if module in known:
            yield from {f"{module}.{name}" for name in names} & known or {module}


@cache
def import_lines(file: Path) -> list[tuple[str, list[str]]]:
    """What a module imports, wherever in it: each module and the names taken from it."""
    found: list[tuple[str, list[str]]] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, []) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node.module, [alias.name for alias in node.names]))
    return found


def rooms(modules: Graph) -> dict[str, set[str]]:
    """The folders of the dashboard and the files in its hallway, each with the rooms it imports from.

    A package's face only hands names on: it is of its room, and what it imports is not counted.
    """
    own = {name: room(name, file) for name, file in files().items() if name.startswith("dashboard.")}
    found: dict[str, set[str]] = {room: set() for room in own.values()}
    for name, its in own.items():
        if files()[name].name != "__init__.py":
            found[its] |= {own[other] for other in modules[name] if other in own} - {its}
    return found


def room(name: str, file: Path) -> str:
    """The folder of a module, or the module itself where it stands in the hallway."""
    folder = ".".join(file.relative_to(ROOT).parent.parts)
    return name if folder == "dashboard" else folder


def longest(graph: Graph) -> list[str]:
    """The longest way down; raises graphlib.CycleError, which names the circle, where there is one."""
    under: dict[str, list[str]] = {}
    for name in TopologicalSorter(graph).static_order():
        below = max((under[other] for other in sorted(graph[name])), key=len, default=[])
        under[name] = [name, *below]
    return max(under.values(), key=len)


if __name__ == "__main__":
    found = imports()
    for what, graph in (("import depth", found), ("floors of the dashboard", rooms(found))):
        way = longest(graph)
        arrows = sum(len(others) for others in graph.values())
        print(f"{what}: {len(way)} ({len(graph)} rooms, {arrows} arrows)\n  {' > '.join(way)}")
