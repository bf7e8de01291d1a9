"""The study of a clinic's newest facts: one version of it for all visitors."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from threading import Lock

from dashboard.records import Records
from dashboard.study.one_clinic import Study
from ingest.store import NothingYet, Store

MOST_CLINICS = 8


class NewestStudies:
    """Of each clinic the study of its newest version; of the clinics those asked for last.

    A newer version takes the place of the one before, so that no save leaves a whole clinic behind in memory. Visitors
    who come at once are given the same study, and what one of them computes is there for the others.
    """

    def __init__(self, most: int = MOST_CLINICS) -> None:
        self._most = most
        self._lock = Lock()
        self._studies: OrderedDict[tuple[Path, str], tuple[Store, str, Study]] = OrderedDict()

    def study(self, store: Store, clinic: str, version: str) -> Study:
        """The study of this version, made anew only where it is not the one that is kept."""
        with self._lock:
            kept = self._studies.pop((store.folder, clinic), None)
            same = kept is not None and kept[0] is store and kept[1] == version
            found = kept[2] if kept is not None and same else Study(store, clinic)
            self._studies[store.folder, clinic] = store, version, found
            if len(self._studies) > self._most:
                self._studies.popitem(last=False)
            return found


_NEWEST = NewestStudies()


def study(store: Store, clinic: str | None = None, bare: bool = False) -> Study:
    """The study of a clinic (the folder's only one by default), kept while facts, settings and overturns are the same.

    Raises NothingYet where nothing was brought in, unless a `bare` one will do.
    """
    chosen = clinic or next(iter(store.clinics()), "clinic")
    spoken = Records(store.engine).overturns_version(chosen)
    found = _NEWEST.study(store, chosen, f"{store.version(chosen)} {spoken}")
    if found.bare and not bare:
        raise NothingYet
    return found
