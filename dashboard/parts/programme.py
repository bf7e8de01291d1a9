"""The clinics of a programme: what each shares, from this folder or from its file, and their counts in one pass."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import RLock

import polars as pl

from dashboard.parts.sharing import shared_of
from dashboard.records import Records
from dashboard.records.programme import PROGRAMME, Programme
from dashboard.records.receiving import speaking
from dashboard.records.shares import Shared
from dashboard.study import Study
from ingest.many_clinics import together
from ingest.plan.waiting import asked_in
from ingest.store import Store
from measures.catalogue import measures
from measures.many_clinics import counts_of_many
from measures.units import Units

MOST = 1000  # clinics kept in memory; of each a few kilobytes
UNNAMED = "Our clinics"


def counts_of_all(store: Store, clinics: Sequence[str], every: str = "month") -> dict[str, pl.DataFrame]:
    """The counts of several clinics by clinic, each as `Study.counts` has those of its available measures.

    One pass for all that carry the same; a clinic in which clinicians overturned a finding, or in which a question
    waits, is counted by itself.
    """
    records = Records(store.engine)
    asked = asked_in(store)
    spoken = [clinic for clinic in clinics if clinic in asked or records.overturns(clinic)]
    found = {clinic: _alone(store, clinic, every) for clinic in spoken}
    for group in together(store, [one for one in clinics if one not in spoken]):
        carried = group.events.carries | group.events.traits
        if "visits.warm_referral" in carried and not group.practice.agreed_list:  # perhaps nobody has said who is on it
            found |= {clinic: _alone(store, clinic, every) for clinic in group.clinics}
            continue
        known = {name: one for name, one in measures().items() if not one.missing(carried)}
        if not known:
            continue
        counted = counts_of_many(Units(group.events, group.practice), known, every)
        parts = counted.partition_by("clinic", as_dict=True, include_key=False)
        found |= {str(clinic): part for (clinic,), part in parts.items()}
    return found


def _alone(store: Store, clinic: str, every: str) -> pl.DataFrame:
    study = Study(store, clinic)
    return study.counts(study.available, every)


def programme(records: Records) -> Programme | None:
    """What the clinics do together, as it was said last."""
    said = records.lines(Programme, PROGRAMME)
    return said[-1] if said else None


class _Kept:
    """What each clinic of a folder shares, made anew only where its facts, settings or records changed, or the day."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._shared: OrderedDict[tuple[Path, str], tuple[str, Shared]] = OrderedDict()

    def of(self, store: Store, clinics: Sequence[str], today: date) -> list[Shared]:
        """What several clinics share; those whose facts are new are counted in one pass."""
        with self._lock:
            versions = {clinic: _version(store, clinic, today) for clinic in clinics}
            stale = [clinic for clinic in clinics if self._known(store, clinic) != versions[clinic]]
            counted = counts_of_all(store, stale) if len(stale) > 1 else {}
            for clinic in stale:
                self._make(store, clinic, versions[clinic], today, counted.get(clinic))
            return [self._shared[store.folder, one][1] for one in clinics if (store.folder, one) in self._shared]

    def _known(self, store: Store, clinic: str) -> str:
        return self._shared.get((store.folder, clinic), ("", None))[0]

    def _make(self, store: Store, clinic: str, version: str, today: date, counted: pl.DataFrame | None) -> None:
        study = Study(store, clinic)
        self._shared.pop((store.folder, clinic), None)
        if study.bare:
            return
        if counted is not None:
            study.take_counts(counted.filter(pl.col("measure").is_in(list(study.available))))
        self._shared[store.folder, clinic] = version, shared_of(study, today)
        while len(self._shared) > MOST:
            self._shared.popitem(last=False)


def _version(store: Store, clinic: str, today: date) -> str:
    records = Records(store.engine)
    return f"{store.version(clinic)} {records.overturns_version(clinic)} {records.version(clinic)} {today}"


_KEPT = _Kept()


def clinics_together(store: Store, today: date) -> list[Shared]:
    """What every clinic shares, by its name: those of this folder as they are today, others as their newest file says.

    A clinic that lies in this folder speaks for itself, also where it once sent a file.
    """
    here = {one.clinic: one for one in _KEPT.of(store, store.clinics(), today)}
    sent = speaking(Records(store.engine))
    return sorted((sent | here).values(), key=lambda one: (one.name.casefold(), one.clinic))
