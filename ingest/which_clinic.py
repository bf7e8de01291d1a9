"""Which clinic of a folder an export belongs to; one that seems another's is never poured into the clinic at hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from ingest.clinic import slug
from ingest.for_people import Refusal
from ingest.store import Staging, Store
from measures.practice import Practice, spelling

#: Fewer patients on either side may simply be others: our own choice.
ENOUGH_PATIENTS = 25
#: Of patients who are met again: under one in fifty is another clinic's list.
MET_AT_LEAST = 0.02
WITH_CLINICIANS = ("visits", "orders")


class OtherClinic(Refusal):
    """The export seems to be of another clinic; `at_hand` is the one here and `fresh` an id a new one could have."""

    def __init__(self, seen: str, at_hand: str, name: str, fresh: str) -> None:
        self.seen, self.at_hand, self.name, self.fresh = seen, at_hand, name, fresh
        super().__init__(
            f"{seen} Nothing was brought in. If it is an export of {name} all the same, say so with "
            f"--clinic-id {at_hand}; if it is another clinic's, begin that one with --clinic-id {fresh}."
        )


def chosen_clinic(store: Store, settings: Practice | None, clinic_id: str | None) -> str:
    """The clinic an import goes to: the one said, else the one the settings name, else the folder's only one.

    The first export joins the clinic whose team began without one, whatever its clinic.toml calls it. Raises
    OtherClinic where the settings name another clinic than those here, Refusal where several are here and none is said.
    """
    if clinic_id is not None:
        return checked_id(clinic_id)
    known = store.clinics()
    if not known:
        return slug(settings.clinic or settings.name) if settings else "clinic"
    if settings is None:
        return only(known, store)
    named = [one for one in known if names(settings, store.settings(one))]
    if named:
        return named[0]
    if len(known) == 1 and not store.imports(known[0]):
        return known[0]
    raise _named_otherwise(store, settings, known)


def checked_id(clinic_id: str) -> str:
    """A clinic id as it may be: small letters, digits and hyphens. Raises Refusal with one that could be meant."""
    if slug(clinic_id) != clinic_id:
        raise Refusal(
            f"“{clinic_id}” cannot be a clinic's id. An id has small letters, digits and hyphens, "
            f"such as {slug(clinic_id)}."
        )
    return clinic_id


def only(known: Sequence[str], store: Store) -> str:
    """The one clinic of a folder; a Refusal that lists them where there are several."""
    if len(known) == 1:
        return known[0]
    listed = ", ".join(f"{one} ({store.settings(one).name})" for one in known)
    raise Refusal(f"This folder holds {len(known)} clinics: {listed}. Say which one with --clinic-id.")


def names(settings: Practice, practice: Practice) -> bool:
    """Whether settings are of a clinic that is here: the same id or the same name."""
    same_name = spelling(settings.name).casefold() == spelling(practice.name).casefold()
    return slug(settings.clinic or settings.name) == practice.clinic or (same_name and settings.name != Practice().name)


def _named_otherwise(store: Store, settings: Practice, known: Sequence[str]) -> OtherClinic:
    at_hand = known[0]
    name = store.settings(at_hand).name
    fresh = unused(slug(settings.clinic or settings.name), known)
    return OtherClinic(
        f"clinic.toml names “{settings.name}”, but this folder holds “{name}”.", at_hand, f"“{name}”", fresh
    )


def unused(wanted: str, known: Sequence[str]) -> str:
    """An id that no clinic here has yet."""
    number, found = 2, wanted
    while found in known:
        found, number = f"{wanted}-{number}", number + 1
    return found


def refuse_strangers(store: Store, staging: Staging, clinic: str) -> None:
    """Raise OtherClinic where neither the patients nor the clinicians of an export meet those of the clinic.

    Only where both sides have patients enough to tell. It speaks after reading, when the keys of patients can be
    compared, and before anything is kept.
    """
    if not store.imports(clinic):
        return
    staging.written()
    new, known = _patients(sorted(staging.folder.glob("*/*.parquet"))), _known_patients(store, clinic)
    if min(len(new), len(known)) < ENOUGH_PATIENTS or len(new & known) >= MET_AT_LEAST * len(new):
        return
    if _clinicians(store, clinic) & _staged_clinicians(staging):
        return
    name = store.settings(clinic).name
    met = f"Of {len(new):,} patients in these files {len(new & known):,} are known here"
    raise OtherClinic(
        f"{met}, and none of the clinicians: they seem to come from another clinic than “{name}”.",
        clinic,
        f"“{name}”",
        unused("another-clinic", store.clinics()),
    )


def _patients(files: Sequence[Path]) -> set[int]:
    scans = [pl.scan_parquet(file) for file in files]
    found = [scan.select("patient").unique() for scan in scans if "patient" in scan.collect_schema().names()]
    return set(pl.concat(found).unique().collect()["patient"].drop_nulls()) if found else set()


def _known_patients(store: Store, clinic: str) -> set[int]:
    events = store.events(clinic)
    found = [events[table].select("patient").to_native() for table in ("patients", *WITH_CLINICIANS)]
    return set(pl.concat(found).unique().collect()["patient"].drop_nulls())


def _clinicians(store: Store, clinic: str) -> set[str]:
    """Whoever stands in the clinic's lists, and every spelling of its roster."""
    events = store.events(clinic)
    found = [events[table].select("provider").to_native() for table in WITH_CLINICIANS]
    seen = pl.concat(found).unique().collect()["provider"].drop_nulls()
    roster = store.settings(clinic).roster
    return {spelling(name).casefold() for name in [*seen, *roster]}


def _staged_clinicians(staging: Staging) -> set[str]:
    files = [file for table in WITH_CLINICIANS for file in sorted((staging.folder / table).glob("*.parquet"))]
    if not files:
        return set()
    seen = pl.concat([pl.scan_parquet(file).select("provider") for file in files]).unique().collect()["provider"]
    return {spelling(name).casefold() for name in seen.drop_nulls()}
