"""Privacy at the door: patient numbers become keyed hashes, and identifying columns are never read.

A plain hash of a nine-digit number can be reversed by trying them all; a keyed one cannot without the clinic's key,
which stays in the clinic's data folder, readable by its owner only (0600).
"""

import os
import secrets
from hashlib import blake2b
from pathlib import Path

import numpy as np
import polars as pl

from ingest.known_hashes import NumberedHashes
from ingest.safekeeping.files import private_file, private_folder, to_disk

KEY_BYTES = 32
KEY_FILE = "patient.key"

#: Columns that identify a person and are dropped unread (normalised header spellings).
IDENTIFYING = frozenset(
    {
    "name", "patient name", "first name", "last name", "surname", "given name", "full name", "phn", "uli",
    "hcn", "hin", "health card", "health card number", "health number", "ahc number", "personal health number", "nam",
    "address", "postal code", "phone", "phone number", "telephone", "cell", "email", "e mail", "nom", "prenom",
    "nom du patient", "adresse", "street", "city",
    }
)  # fmt: skip


def clinic_key(folder: Path) -> bytes:
    """The clinic's own key, made once and kept in its folder with mode 0600.

    Two starts at once agree on the first key written. Whether it is the key of this folder's facts is known to
    `ingest.safekeeping.identity`.
    """
    path = folder / KEY_FILE
    if not path.exists():
        private_folder(folder)
        fresh = folder / f".{KEY_FILE}.{os.getpid()}"
        with private_file(fresh, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        _first_one(fresh, path)
        to_disk(folder)
    return path.read_bytes()


def _first_one(fresh: Path, path: Path) -> None:
    """Give the key its name unless another start was first; a disk without links (FAT) has it renamed."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    except OSError:
        if not path.exists():
            os.rename(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


class Pseudonyms:
    """64-bit keyed hashes (BLAKE2b) of patient numbers; leading zeros make different patients.

    It remembers what it hashed, by another hash of the number and not the number itself, for one import only.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known = NumberedHashes()

    def of(self, numbers: pl.Series) -> pl.Series:
        """The pseudonym of each number; null for none."""
        keys, first, place = np.unique(numbers.hash().to_numpy(), return_index=True, return_inverse=True)
        known, found = self._known.look_up(keys)
        texts = numbers.gather(first)
        fresh = ~known & texts.is_not_null().to_numpy()
        found[fresh] = [self._hash(text) for text in texts.filter(pl.Series(fresh)).to_list()]
        self._known.add(keys[fresh], found[fresh])
        every = pl.Series("patient", found[place], dtype=pl.Int64)
        return every if not numbers.null_count() else pl.select(pl.when(numbers.is_not_null()).then(every)).to_series()

    def digest(self, text: str) -> str:
        """A keyed digest of any text."""
        return blake2b(text.encode(), digest_size=12, key=self._key).hexdigest()

    def _hash(self, number: str) -> int:
        return int.from_bytes(blake2b(number.encode(), digest_size=8, key=self._key).digest(), "little", signed=True)
