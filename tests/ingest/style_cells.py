"""Every cell of every measure of a made-up clinic, as its files give them by plan and answers."""

import json
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import emr_styles
import more_styles
import polars as pl
import table_styles

from dashboard.study import Study
from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.plan.made import Asking, ReadyPlan
from ingest.plan.make import make_plan
from ingest.plan.toml import as_toml
from ingest.store import Store
from sample_data.make import _settings
from sample_data.records import Plan

TODAY = date(2026, 11, 30)
CELL = ["measure", "period", "provider"]
NUMBERS = ("numerator", "denominator", "unknown", "not_recorded")


def planned(files: list[Path], plan: Plan, answers: Iterable[tuple[str, str]]) -> ReadyPlan:
    """The plan with a person's answers, asked until nothing new is."""
    said: dict[str, str] = {}
    while True:
        asked = Asking(practice=read_settings(_settings(plan)), today=TODAY, export_date=plan.end, answers=said)
        made = make_plan(files, asked, figures=False)
        new = {q.id: value for q in made.plan.questions for end, value in answers if q.id.endswith(end)}
        if new.keys() <= said.keys():
            assert identifying(made) == set()
            return made
        said |= new


#: Names and health numbers that stand in the lists.
NAMES = {"doe", "doe222", "jane", "ann111", "tremblay", "1234567890", "780-555-0100", "999-55-1234"}


@cache
def numbers_and_births() -> set[str]:
    """Every patient's number and day of birth in the made-up clinics."""
    visits, _ = emr_styles.lists()
    # A number of two digits may be a line's, or a count.
    found = {v["Chart No"] for v in visits} | {n for v in visits if len(n := v["Chart No"].lstrip("0")) > 2}
    found |= {prefix + v["Chart No"] for v in visits for prefix in ("MRN", "mrn", "9430")}
    births = ("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%d-%b-%Y", "%Y%m%d")
    found |= {more_styles.said(v["Birth Date"], form).casefold() for v in visits for form in births}
    return (found | {p["demographic_no"] for p in table_styles.tables()["demographic.csv"]}) - {""}


def identifying(made: ReadyPlan) -> set[str]:
    """What of a patient stands in a plan, in its file or among its questions."""
    told = (as_toml(made.plan) + json.dumps(made.plan.as_json(), ensure_ascii=False)).casefold()
    words = set(re.findall(r"[\w/-]+", told)) | set(re.findall(r"\w+", told))
    return words & (NAMES | numbers_and_births()) | {note for note in notes() if note in told}


@cache
def notes() -> set[str]:
    """What was written about a patient in four words or more."""
    visits, orders = emr_styles.lists()
    texts = [*(v["Reason"] for v in visits), *(o["Clinical Info"] for o in orders)]
    return {text.casefold() for text in texts if len(text.split()) >= 4}


def kept_of_a_person(folder: Path) -> set[str]:
    """What of a patient stands in settings, kept plans, catalogue and every file that is no table of facts."""
    words: set[str] = set()
    tables = (".parquet", ".key")
    for path in (one for one in folder.rglob("*") if one.is_file() and one.suffix not in tables):
        text = path.read_bytes().decode("latin-1").casefold()
        words |= {note for note in notes() if note in text}
        words |= set(re.findall(r"[\w/-]{6,}", text)) | (set(re.findall(r"[a-z]{3,}", text)) & NAMES)
    long = {one for one in numbers_and_births() if len(one) >= 6}
    return words & (NAMES | long | notes())


def cells(files: list[Path], folder: Path, plan: Plan, answers: Iterable[tuple[str, str]] = ()) -> pl.DataFrame:
    """Every cell of every measure."""
    made = planned(files, plan, answers)
    store = Store(folder)
    bring_in(
        store, (), plans=made.plans, settings=made.practice, export_date=made.plan.export_date, today=TODAY,
        leave_out_refused=True,
    )  # fmt: skip
    assert kept_of_a_person(folder) == set()
    study = Study(store, store.clinics()[0])
    return study.counts({**study.base_counts, **study.available}, "month", True)


def differing(true: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Cells that are not as they are in truth."""
    both = true.join(found, on=CELL, how="left", suffix="_found", maintain_order="left")
    return both.filter(pl.any_horizontal(pl.col(n).ne_missing(pl.col(f"{n}_found")) for n in NUMBERS))
