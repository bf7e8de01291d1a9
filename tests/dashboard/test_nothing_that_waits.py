"""An import with a question that nobody answered: no page, file or command shows a figure that hangs on it.

The made-up lists are large, so that what is counted from them are numbers of three and more digits that stand nowhere
else; whatever surface shows one of them has let a figure out.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from places import page_of
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from dashboard.cli import main
from dashboard.parts.page import PAGES, pages_in
from dashboard.parts.places import MOVED
from dashboard.study import Study
from ingest.store import Store
from measures.base_counts import BASE_COUNTS
from measures.catalogue import measures
from measures.count import counts
from measures.declare import Measure
from sample_data import project
from tests.made_up_export import SETTINGS, orders, visits

pytestmark = pytest.mark.slow

FIRST, MONTHS, ENDS, TODAY = date(2026, 5, 1), 6, date(2026, 10, 31), "2026-11-03"
VISITS_A_MONTH, IMAGES_A_MONTH = (211, 223, 227, 229, 233, 239), (131, 137, 139, 149, 151, 157)
ROOT = Path(__file__).parents[2]
EVERY: dict[str, Measure] = {**measures(), **BASE_COUNTS}


@dataclass(frozen=True)
class Unanswered:
    """What one export leaves open, and a piece of its question."""

    asked: str
    status: str = "Completed"
    exam: str = "X-ray lumbar spine"
    orderer: str = ""
    handout: str = "N"
    settings: str = SETTINGS.replace("coverage_start = 2024-01-01\n", "")


OPEN = {
    "exam": Unanswered('what is "spine as discussed"', exam="spine as discussed"),
    "status and tick": Unanswered('what does "Zorbed"', status="Zorbed", handout="perhaps so"),
    "orderers": Unanswered("Who orders for the practice?", orderer="PINE, PAT", settings='name = "Made-up practice"\n'),
}


def lists(left: Unanswered) -> tuple[str, str]:
    """The visits and the orders; one row a month is what nobody explained."""
    seen: list[dict[str, str]] = []
    asked: list[dict[str, str]] = []
    for month, many in enumerate(VISITS_A_MONTH):
        begins = date(FIRST.year, FIRST.month + month, 1)
        for n in range(many):
            seen.append(_visit(left, len(seen), n, begins))
            if n < IMAGES_A_MONTH[month]:
                asked.append(_order(left, len(asked), n, seen[-1]))
    return visits(*seen), orders(*asked)


def _visit(left: Unanswered, number: int, n: int, begins: date) -> dict[str, str]:
    return {
        "Visit ID": f"V{number}", "Chart No": f"{50_000 + number * 7 % 1900}",
        "Visit Date": f"{begins + timedelta(days=n % 27):%d-%b-%Y}", "Provider": ("ASPEN, ANNA", "BIRCH, BEN")[n % 2],
        "Status": left.status if n == 3 else "Completed", "Red Flags": "N" if n % 3 else "",
        "Handout": left.handout if n == 5 else "Y" if n % 5 else "N", "Exercise Rx": "N" if n % 2 else "Y",
        "Reason": "low back pain" if n % 11 else "low back pain, history of breast cancer",
    }  # fmt: skip


def _order(left: Unanswered, number: int, n: int, visit: Mapping[str, str]) -> dict[str, str]:
    return {
        "Order ID": f"D{number}", "Req #": f"R{number}", "Chart No": visit["Chart No"],
        "Order Date": visit["Visit Date"], "Exam": left.exam if n == 4 else "X-ray lumbar spine",
        "Ordering Provider": left.orderer or visit["Provider"], "Clinical Info": "low back pain",
    }  # fmt: skip


@cache
def said_by_the_software() -> frozenset[int]:
    """Numbers of our own texts and of the made-up project: they say nothing of these lists."""
    told = [file for folder in ("dashboard", "measures") for file in (ROOT / folder).rglob("*")]
    texts = [file.read_text("utf-8") for file in (*told, project()) if file.suffix in (".py", ".toml", ".json", ".css")]
    return frozenset(int(number) for text in texts for number in re.findall(r"\d{3,6}", text))


@dataclass(frozen=True)
class Folder:
    """A data folder in which a question waits, what hangs on it, and the numbers that nobody may see."""

    data: Path
    clinic: str
    asked: str
    waits: tuple[str, ...]
    hidden: frozenset[int]

    def let_out(self, text: str) -> list[str]:
        """Where a text shows one of the hidden numbers."""
        text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", text)  # the letters of a picture's own font are no figures
        shown = re.finditer(r"(?<![\d.\-/#VDR])(?<!\d,)(\d{1,3}(?:,\d{3})+(?!,?\d)|\d{3,6})(?!\d|\.\d|-\d)", text)
        found = [one for one in shown if int(one[1].replace(",", "")) in self.hidden]
        return [text[max(0, one.start() - 60) : one.end() + 40] for one in found]


@pytest.fixture(scope="module", params=OPEN)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    left, place = OPEN[request.param], tmp_path_factory.mktemp("waits")
    for name, text in zip(("visits.csv", "orders.csv", "clinic.toml"), (*lists(left), left.settings), strict=True):
        (place / name).write_text(text, "utf-8")
    data = ["--data", str(place / "data")]
    said = [*data, "--clinic", str(place / "clinic.toml"), "--export-date", str(ENDS), "--yes"]
    assert main(["import", *said, str(place / "visits.csv"), str(place / "orders.csv")]) == 0
    assert main(["project", *data, "--import", str(project()), "--who", "Ann"]) == 0
    store = Store(place / "data")
    study = Study(store, store.clinics()[0])
    rows = {source[name] for source in store.sources(study.clinic) for name in ("rows_read", "accepted")}
    shown = {**study.available, **study.base_counts}
    waits = [n for n, one in EVERY.items() if n not in shown and not one.missing(study.carried)]
    hidden = figures(study, waits) - figures(study, shown) - rows - said_by_the_software()
    return Folder(place / "data", study.clinic, left.asked, tuple(waits), frozenset(hidden))


def figures(study: Study, names: Any) -> set[int]:
    """Every number of three and more digits that these measures would show, whoever asks for it."""
    found: set[int] = set()
    for every in ("month", "quarter"):
        for by_provider in (False, True):
            table = counts(study.units(None), {n: EVERY[n] for n in names}, every, by_provider)
            for column in ("numerator", "denominator", "unknown", "not_recorded"):
                found |= set(table[column].drop_nulls().cast(int))
                summed = table.group_by("measure", "provider").agg(pl.col(column).sum())[column]
                found |= set(summed.drop_nulls().cast(int))
    return {number for number in found if number >= 100}


def test_the_lists_hold_numbers_that_would_be_known_again(folder: Folder) -> None:
    assert len(folder.hidden) >= 3
    assert "imaging_without_red_flags" in folder.waits


def addresses(folder: Folder) -> Iterator[tuple[str, dict[str, str]]]:
    """Every page, every room of a place, the wall, lists by their kind, and the page of each measure that waits."""
    yield from ((page.name, {}) for page in pages_in(PAGES))
    yield from ((place, {"see": see}) for place, see in MOVED.values() if see)
    yield from (("our_change", {"see": see}) for see in ("team", "few", "gaps", "diagram", "project"))
    yield from (("our_change", query) for query in ({"cycle": "1"}, {"idea": "1"}, {"review": "1"}, {"story": "1"}))
    yield "this_week", {"wall": ""}
    yield from (("why", {"of": kind}) for kind in ("image", "visit"))
    yield "clinics", {"of": folder.clinic}
    yield from (("measure", {"measure": name}) for name in folder.waits if not name.startswith("_"))


def words(app: AppTest) -> list[str]:
    """Whatever somebody reads or hears of a page: texts, labels, choices, tables, and the words in its pictures."""
    told: list[str] = []
    for one in (one for block in (app.main, app.sidebar) for one in _leaves(block)):
        kept = getattr(one, "proto", None)
        body = getattr(kept, "body", "") if one.type == "html" else ""
        told += [body] if body else [str(getattr(one, name, "") or "") for name in ("label", "value", "options")]
    return [unescape(text).replace("\\", "") for whole in told for text in _readable(whole)]


def _leaves(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield child
            yield from _leaves(child)
        else:
            yield child


def _readable(html: str) -> Iterator[str]:
    for drawn in re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", html):
        yield from re.findall(r"<(?:text|title|desc)[^>]*>([^<]*)<", base64.b64decode(drawn).decode())
    bare = re.sub(r"data:[^\"')]+|<style.*?</style>", "", html, flags=re.DOTALL)
    yield from re.findall(r'(?:alt|title|aria-label)="([^"]*)"', bare)
    yield re.sub(r"<[^>]+>", " ", bare)


@pytest.fixture
def files_given(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the files that a page offers."""
    given: list[str] = []

    def offered(*told: Any, **_: Any) -> bool:
        data = told[2] if isinstance(told[0], DeltaGenerator) else told[1]
        given.append(data if isinstance(data, str) else bytes(data).decode("latin-1"))
        return False

    monkeypatch.setattr("streamlit.download_button", offered)
    monkeypatch.setattr(DeltaGenerator, "download_button", offered)
    return given


def test_no_page_shows_a_figure_whose_question_waits(
    folder: Folder, files_given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(folder.data))
    monkeypatch.setenv("HUDDLEBOARD_TODAY", TODAY)
    monkeypatch.setattr("streamlit.page_link", lambda *_, **__: None)
    titles = tuple(EVERY[name].title for name in folder.waits)
    for page, query in addresses(folder):
        files_given.clear()
        app = page_of(page, 60, **query).run()
        assert not app.exception, (page, query)
        told = words(app)
        kept_then = "review" in query or "story" in query  # what a review held is a record of its day
        shown = [out for text in (*told, *files_given) for out in folder.let_out(text)]
        assert kept_then or shown == [], (page, query)
        if query.get("measure"):
            assert not app.get("plotly_chart")
        if query.get("measure") or (page, query) in (("this_week", {}), ("data", {"see": "bring_in"})):
            assert folder.asked in "\n".join(told), (page, query)
        drawn = [chart.proto.spec for chart in app.get("plotly_chart")]
        assert kept_then or not [title for title in titles for spec in drawn if f'"{title}"' in spec], (page, query)


def test_nobody_s_own_page_shows_orders_whose_question_waits(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(folder.data))
    app = page_of("my_orders", 60).run()
    for picker in app.selectbox:
        picker.set_value(picker.options[0]).run()
    assert not app.exception
    assert [out for text in words(app) for out in folder.let_out(text)] == []


COMMANDS = ("measures", "measures --json", "verdicts", "verdicts --json", "counts", "counts --by provider",
            "counts --every quarter", "counts --format json", "counts --all-clinics", "reviews", "reviews --json",
            "imports", "check")  # fmt: skip
OF_ONE = ("counts --measure {name}", "effect {name} --since 2026-08", "chart {name} --out {file}")


def test_no_command_tells_a_figure_whose_question_waits(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [name for name in folder.waits if name in measures()]
    file = tmp_path / "chart.json"
    of_one = [one.format(name=name, file=file) for name in names[:2] for one in OF_ONE]
    shared = tmp_path / "shares.json"
    for command in (*COMMANDS, *of_one, f"share --out {shared} --yes"):
        capsys.readouterr()
        status = main([*command.split(), "--data", str(folder.data)])
        told = capsys.readouterr()
        assert [*folder.let_out(told.out), *folder.let_out(told.err)] == [], command
        if command in of_one:
            assert (status, folder.asked in told.err) == (2, True), command
    assert not file.exists()
    assert folder.let_out(shared.read_text("utf-8")) == []
    states = {one["measure"]: one["state"] for one in _json(capsys, "measures --json", folder)}
    assert {states[name] for name in names} == {"cannot be counted yet"}


def test_rows_are_not_told_where_nobody_can_say_which_count(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    for unit, base in (("images", "_lumbar_images_all"), ("visits", "_lbp_visits")):
        status = main(["rows", unit, "--data", str(folder.data)])
        told = capsys.readouterr()
        if base in folder.waits:
            assert (status, told.out, folder.asked in told.err) == (2, "", True)


def _json(capsys: pytest.CaptureFixture[str], command: str, folder: Folder) -> Any:
    capsys.readouterr()
    assert main([*command.split(), "--data", str(folder.data)]) == 0
    return json.loads(capsys.readouterr().out)
