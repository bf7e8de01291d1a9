"""Are then and now counted alike? Volumes, what was not recorded, where the rows come from, and who read the words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from dashboard.records import Tally
from dashboard.study.as_it_stood import series_on, study_on
from dashboard.study.one_clinic import Study
from ingest.profile import profiles
from measures import periods
from measures.documentation_drift import recorded
from measures.engine import native
from measures.events import LINE_BITS
from measures.improvement.evidence import (
    Line,
    mix_line,
    recording_line,
    silence_line,
    since_baseline,
    volume_explains,
    volume_line,
)
from measures.improvement.split import split_at
from measures.practice import day_number
from measures.said import said
from measures.sensitivity import rests_on_red_flags
from measures.series import Series

VOLUMES = ("_lbp_visits", "_lumbar_images_all")
BY_HAND = {"tapped": "at_desk", "card": "at_desk", "pasted": "pasted"}


def quality_lines(study: Study, series: Series, implemented: date, on: date, first: date | None) -> list[Line]:
    """What a reader must know of the numbers themselves; some of it can take an answer away (`Line`)."""
    tally = study.written.tally(series.measure)
    if tally is not None:
        return _there([_tally_sources(study, tally, implemented, on, first)])
    measure = study.available[series.measure]
    on_words = rests_on_red_flags(measure)
    there = [name for name in VOLUMES if name in study.base_counts]
    lines: list[Line | None] = [_volume(study, name, series, implemented, on, first) for name in there]
    if on_words:
        lines += [silence_line(series, implemented), _recording(study, series, implemented, on)]
    before, since = _rows_by_source(study, implemented, on, first)
    systems, readers = _systems(study), _readers(study)
    lines.append(mix_line(said("source_of_rows"), _by(before, systems), _by(since, systems)))
    lines.append(mix_line(said("reader_of_words"), _by(before, readers), _by(since, readers), counts=on_words))
    return _there(lines)


def _there(lines: Sequence[Line | None]) -> list[Line]:
    return [line for line in lines if line is not None]


def _volume(study: Study, name: str, series: Series, implemented: date, on: date, first: date | None) -> Line:
    counted = since_baseline(series_on(study, name, on), first)
    told = volume_line(counted, implemented)
    explains = volume_explains(series, counted, implemented) if name == VOLUMES[0] else None
    return replace(told, explains=explains)


def _recording(study: Study, series: Series, implemented: date, on: date) -> Line | None:
    """Over the whole months before and since that the chart itself judges."""
    split = split_at(series, implemented)
    earlier = study_on(study, on)
    numbers = {span.label: span.number for span in periods.covered(earlier.practice, series.every)}
    labels = series.points["period"].to_list()
    sides = (
        [numbers[label] for label, yes in zip(labels, part, strict=True) if yes] for part in (split.before, split.since)
    )
    before, since = (recorded(earlier.units(), series.every, side) for side in sides)
    return recording_line(before, since, series.every)


def _rows_by_source(
    study: Study, implemented: date, on: date, first: date | None
) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """How many live visits and orders came from each file, before and since."""
    began = day_number(first) if first else study.practice.first_day
    frames = [native(study.events[name].select("row", "day")) for name in ("visits", "orders")]
    rows = pl.concat(frames).filter(pl.col("day").is_between(began, day_number(on)))
    found = rows.group_by(source=pl.col("row") // 2**LINE_BITS, since=pl.col("day") >= day_number(implemented)).len()
    sides = (found.filter(~pl.col("since")), found.filter("since"))
    before, since = (dict(side.select("source", "len").rows()) for side in sides)
    return before, since


def _systems(study: Study) -> dict[int, str]:
    """The EMR that each file came from, as people call it."""
    titles = {name: one.title for name, one in profiles().items()}
    names = {s["id"]: s["profile_table"].partition(".")[0] for s in study.store.sources(study.clinic)}
    return {source: titles.get(name, name) for source, name in names.items()}


def _readers(study: Study) -> dict[int, str]:
    return {s["id"]: f"version {s['reader']}" for s in study.store.sources(study.clinic)}


def _by(rows: Mapping[int, int], names: Mapping[int, str]) -> Counter[str]:
    told: Counter[str] = Counter()
    for source, count in rows.items():
        told[names.get(source, "unknown_file")] += count
    return told


def _tally_sources(study: Study, tally: Tally, implemented: date, on: date, first: date | None) -> Line | None:
    """Months kept at the desk and months pasted from elsewhere are not the same count; taps and cards are."""
    entries = [e for e in study.written.entries_of(tally) if e.day <= on and (first is None or e.day >= first)]
    months = {(e.day.year, e.day.month, BY_HAND.get(e.source, e.source), e.day >= implemented) for e in entries}
    before, since = (Counter(source for *_, source, later in months if later is side) for side in (False, True))
    return mix_line(said("source_of_numbers"), before, since)
