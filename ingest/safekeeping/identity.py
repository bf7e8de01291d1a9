"""One identity for a data folder, its catalogue and its keys: made together, compared at every start.

The folder holds it as `folder.id`, the catalogue in `identities`; a key is known there by what it makes of the identity
(a keyed hash, from which neither can be found). Each import's folder carries a mark once its import is in the
catalogue, so that facts of a catalogue that is gone are never taken for an import that was interrupted.
"""

import secrets
from hashlib import blake2b
from pathlib import Path

import sqlalchemy as sa

from ingest import database as db
from ingest.privacy import KEY_BYTES, KEY_FILE
from ingest.safekeeping.faults import StoreFault
from ingest.safekeeping.files import written_whole

FOLDER_ID = "folder.id"
#: The identity of a folder whose catalogue is still being made.
BEGUN = "folder.id.new"
MARK = ".committed"
#: The name of the folder itself among the identities of clinics.
WHOLE = ""
ID_BYTES = 16
RESTORE = "restore your last backup into a new folder (huddleboard restore FILE --data DIR)"


def new_id() -> str:
    """An identity nobody else has."""
    return secrets.token_hex(ID_BYTES)


def id_in(path: Path) -> str | None:
    """The identity a file holds; none where there is no file. Raises StoreFault where it holds something else."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return None
    found = text.decode("ascii", "replace").strip()
    if len(found) != 2 * ID_BYTES or not set(found) <= set("0123456789abcdef"):
        raise StoreFault(
            f"{path} does not hold the identity of a data folder: it is empty or was changed. Nothing was changed. "
            f"Put the file back from a copy of the folder, or {RESTORE}."
        )
    return found


def keep_id(path: Path, identity: str) -> None:
    """Write an identity to a file of its own."""
    written_whole(path, identity.encode() + b"\n")


def key_check(key: bytes, identity: str) -> str:
    """What a key makes of the identity: equal only for the key that was made here."""
    return blake2b(b"huddleboard " + identity.encode(), key=key, digest_size=16).hexdigest()


def key_in(folder: Path, clinic: str) -> bytes:
    """The key of a clinic that has one. Raises StoreFault where it is missing or cut."""
    path = clinic_folder(folder, clinic) / KEY_FILE
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        raise StoreFault(_key_fault(path, "is missing")) from None
    if len(key) != KEY_BYTES:
        found = "is empty" if not key else f"has {len(key)} bytes instead of {KEY_BYTES}"
        raise StoreFault(_key_fault(path, found))
    return key


def _key_fault(path: Path, found: str) -> str:
    return (
        f"The clinic's key {path} {found}. Without it no patient of a new export would be the same as before, so that "
        f"nothing is read or counted; it is never made anew. Nothing was changed. Put the key back from a copy of the "
        f"folder, or {RESTORE}."
    )


def check_keys(folder: Path, engine: sa.Engine, identity: str) -> None:
    """Compare every clinic's key with what the catalogue knows of it."""
    own = db.identities.c
    with engine.connect() as connection:
        known = connection.execute(sa.select(own.clinic, own.key_check).where(own.key_check.is_not(None))).all()
    for clinic, expected in known:
        if key_check(key_in(folder, clinic), identity) != expected:
            path = clinic_folder(folder, clinic) / KEY_FILE
            raise StoreFault(_key_fault(path, "is not the one this folder's facts were made with"))


def clinic_folder(folder: Path, clinic: str) -> Path:
    """The folder of a clinic. A name that would lead elsewhere is refused: ids are slugs made by us."""
    if not clinic or clinic.startswith(".") or any(sign in clinic for sign in "/\\:\0"):
        raise StoreFault(
            f"The catalogue calls a clinic {clinic!r}, which is no name for a folder here. Nothing was changed. "
            f"It was made by an earlier version from the id in a clinic.toml; {RESTORE}."
        )
    return folder / clinic


def mark(import_folder: Path, identity: str) -> None:
    """Say of an import's folder that the catalogue of this identity holds it."""
    if import_folder.is_dir() and not (import_folder / MARK).exists():
        keep_id(import_folder / MARK, identity)
