"""Take back, redate and bring in in any order: the figures are those of a folder that never had it otherwise."""

import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from made_up_export import ORDER, PRACTICE, VISIT, table

from dashboard.study import Study
from ingest.batch import bring_in
from ingest.store import Store
from ingest.taking_back import redate, take_back

TODAY = date(2025, 12, 31)
Export = tuple[date, dict[str, str]]
NUMBERS = ("numerator", "denominator", "unknown", "not_recorded")


def exports(chance: random.Random, numbered: bool) -> list[Export]:
    """A few overlapping exports of one clinic: rows come, go and change; births are not always said."""
    made: list[Export] = []
    for n in range(chance.choice([3, 4])):
        until = date(2025, 3, 1) + timedelta(days=30 * n)
        first = until - timedelta(days=chance.choice([40, 90, 400]))
        days = [date(2024, 11, 1) + timedelta(days=5 * k) for k in range(60)]
        seen = [one for k, day in enumerate(days) if first <= day < until and (one := _visit(chance, k, day, numbered))]
        asked = [_order(chance, k, day, numbered) for k, day in enumerate(days) if k % 4 == 0 and first <= day < until]
        made.append((until, {"visits.csv": table(VISIT, *seen), "orders.csv": table(ORDER, *asked)}))
    return made


def _visit(chance: random.Random, k: int, day: date, numbered: bool) -> dict[str, str] | None:
    if chance.random() < 0.08:
        return None
    return {
        "Visit ID": f"V{k}" if numbered else "", "Chart No": f"{1001 + k % 9}", "Visit Date": f"{day:%d-%b-%Y}",
        "Birth Date": chance.choice(["13-May-1961", "13-May-1961", "", "02-Feb-2012" if k % 9 == 3 else "13-May-1961"]),
        "Provider": chance.choice(["ASPEN, ANNA", "BIRCH, BEN"]),
        "Dx": chance.choice(["724.2", "724.2", "401.9", "724", "M54.5; C61"]),
        "Status": chance.choice(["Completed", "Completed", "Cancelled"]),
    }  # fmt: skip


def _order(chance: random.Random, k: int, day: date, numbered: bool) -> dict[str, str]:
    return {
        "Order ID": f"D{k}" if numbered else "", "Req #": f"R{k}" if numbered else "", "Chart No": f"{1001 + k % 9}",
        "Order Date": f"{day + timedelta(days=1):%d-%b-%Y}", "Ordering Provider": "ASPEN, ANNA",
        "Clinical Info": chance.choice(["", "low back pain", "trauma, fell"]),
    }  # fmt: skip


def brought(store: Store, folder: Path, name: str, export: Export, day: date | None = None) -> int:
    """The export brought in as it was made, or as made on another day; its import's number."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    for file, text in export[1].items():
        (place / file).write_text(text, "utf-8")
    paths = [place / file for file in export[1]]
    bring_in(store, paths, settings=PRACTICE, export_date=day or export[0], today=TODAY, leave_out_refused=True)
    return max(one["id"] for one in store.imports(store.clinics()[0]))


def cells(store: Store) -> pl.DataFrame:
    study = Study(store, store.clinics()[0])
    counted = study.counts({**study.base_counts, **study.available}, "month", True)
    return counted.sort("measure", "period", "provider").select("measure", "period", "provider", *NUMBERS)


@pytest.mark.slow
@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("seed", range(2))
def test_a_folder_is_as_if_what_was_taken_back_had_never_been(seed: int, numbered: bool, tmp_path: Path) -> None:
    chance = random.Random(seed * 2 + numbered)
    made = exports(chance, numbered)
    order = list(range(len(made)))
    chance.shuffle(order)
    gone, wrong = order[0], order[-1]
    store = Store(tmp_path / "data")
    for n in order:
        late = made[n][0] + timedelta(days=45) if n == wrong else None
        number = brought(store, tmp_path / "in", str(n), made[n], late)
        if n == wrong:
            redate(store, store.clinics()[0], number, made[n][0], "A manager")
        if n == gone:
            to_go = number
    take_back(store, store.clinics()[0], to_go, "A manager")
    never = Store(tmp_path / "never")
    for n in sorted(set(order) - {gone}):
        brought(never, tmp_path / "in", str(n), made[n])
    assert_same(cells(never), cells(store))
    assert cells(store).filter(measure="_lbp_visits")["numerator"].sum() > 0


@pytest.mark.slow
def test_what_a_newer_export_no_longer_holds_is_left_out_also_of_one_that_comes_after_it(tmp_path: Path) -> None:
    older, newer = exports(random.Random(2), numbered=True)[:2]
    told = []
    for order in ((older, newer), (newer, older)):
        store = Store(tmp_path / str(order[0][0]))
        numbers = {export[0]: brought(store, tmp_path / "in", str(export[0]), export) for export in order}
        kept = cells(store)
        store.leave_out_vanished(numbers[newer[0]], True)
        told.append(cells(store))
        assert not told[-1].equals(kept)
    assert_same(*told)


def assert_same(true: pl.DataFrame, found: pl.DataFrame) -> None:
    """Every cell there and equal, and none beside."""
    assert true.join(found, on=true.columns, how="anti", nulls_equal=True).is_empty()
    assert found.join(true, on=true.columns, how="anti", nulls_equal=True).is_empty()
