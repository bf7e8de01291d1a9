"""The one gate for every string of an export that is kept or shown: what could identify a patient becomes a token.

A token is made with the clinic's key, so that the same text is the same token in every import and nobody without the
key can try numbers out. It is letters only, and so passes the gate unchanged a second time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b

import numpy as np
import polars as pl

from ingest.identifying import LONGEST_WORD, identifies, looks_like_a_name, masked, may_be_a_name, more_than_a_name
from ingest.profile import TableProfile
from measures.back_pain import OWN_CODE
from measures.code_systems import of_a_system
from measures.practice import Practice, spelling

LETTERS = b"bcdfghjklmnpqrst"
"""Sixteen consonants, one for each half of a byte: no digit, and no word by chance."""
TOKEN_BYTES = 10
BLOCK = 16
"""One block of AES: a record's number of up to 15 signs is hashed as one, a million in a hundredth of a second."""

PLAIN_NUMBER = r"^[A-Za-z]{0,4}[\-_/#. ]?\d{1,4}[A-Za-z]?(?:[\-_/.]\d{1,2})?$"
"""A record's number that says nothing of anybody: a few letters and at most four digits in a row."""
TOKEN = re.compile(rf"^\[?(?:\w+ )?[{LETTERS.decode()}]{{{2 * TOKEN_BYTES}}}\]?$")
NUMBERS, CLINICIANS = ("source_id", "requisition", "visit_id"), ("provider", "warm_referral")
WORDS = ("status", "mode", "service", "question")
NOBODYS_NAME = 10
"""What looks like a name and stands beside so many patients is the name of none of them."""


@dataclass(frozen=True)
class Gate:
    """The gate of one clinic. `said` are spellings that the clinic itself wrote down; they pass as they are."""

    key: bytes = field(repr=False)
    said: frozenset[str] = frozenset()

    def token(self, text: str) -> str:
        """Letters that stand for a text."""
        digest = blake2b(text.encode(), digest_size=TOKEN_BYTES, key=self.key, person=b"kept string").digest()
        return "".join(chr(LETTERS[byte >> 4]) + chr(LETTERS[byte & 15]) for byte in digest)

    def numbers(self, column: pl.Series) -> pl.Series:
        """Numbers of records: short ones as they are, all others as tokens."""
        done = (column.str.len_bytes() == 2 * TOKEN_BYTES) & column.str.contains(TOKEN.pattern)
        hidden = (~column.str.contains(PLAIN_NUMBER) & ~done).fill_null(False)
        if not hidden.any():
            return column
        some = column.filter(hidden)
        short = some.str.contains(rf"^[\x01-\x7f]{{1,{BLOCK - 1}}}$")
        tokens = pl.Series([""] * len(some), dtype=pl.String)
        if short.any():
            tokens = tokens.scatter(short.arg_true(), _block_tokens(some.filter(short), self.key))
        if not short.all():
            tokens = tokens.scatter((~short).arg_true(), [self.token(text) for text in some.filter(~short).to_list()])
        return column.clone().scatter(hidden.arg_true(), tokens)

    def clinicians(self, column: pl.Series) -> pl.Series:
        """Names of clinicians and of who a patient was handed to: as they are, unless they hold more than a name."""
        return _each(column, self.clinician)

    def words(self, column: pl.Series, known: Callable[[str], bool], patients: pl.Series) -> pl.Series:
        """Words of lists (status, type, service, exam ...): as they are where they are known or plainly words."""
        beside = pl.DataFrame({"text": column, "patient": patients}).drop_nulls("text")
        by_patient = beside.group_by("text").agg(pl.col("patient").n_unique()).rows()
        common = {text for text, count in by_patient if count >= NOBODYS_NAME}
        return _each(column, lambda text: text if known(text) else self.word(text, text in common))

    def word(self, text: str, common: bool = False) -> str:
        """One unknown word; a `common` one stands beside so many patients that it names none of them."""
        if text in self.said or TOKEN.match(text):
            return text
        if identifies(text) or len(text) > LONGEST_WORD:
            return f"[masked {self.token(text)}]"
        return f"[name {self.token(text)}]" if not common and may_be_a_name(text) else text

    def exam(self, why: str) -> str:
        """Why an exam was or was not recognised; only the name of one that was not stands behind a question mark."""
        rule, sign, name = why.partition(" ?")
        return f"{rule}{sign}{self.word(name)}" if sign else why

    def rows(self, frame: pl.DataFrame, profile: TableProfile) -> pl.DataFrame:
        """Accepted rows with every cell that is kept as text let through; words read for their meaning stay."""
        worded = (set(profile.values) | set(WORDS)) - set(CLINICIANS)
        through = [self.numbers(frame[name]) for name in NUMBERS if name in frame.columns]
        through += [self.clinicians(frame[name]) for name in CLINICIANS if name in frame.columns]
        through += [
            self.words(frame[name], partial(_known, profile, name), frame["patient"])
            for name in sorted(worded & set(frame.columns))
        ]
        return frame.with_columns(through)

    def events(self, frame: pl.DataFrame, table: str) -> pl.DataFrame:
        """Event rows with what was kept of texts that were read let through: exam names, own codes, matched words."""
        column, passed = {
            "orders": ("exam_why", self.exam),
            "diagnoses": ("code", self.code),
            "findings": ("matched", masked),
        }.get(table, ("", str))
        return frame.with_columns(_each(frame[column], passed)) if column else frame

    def code(self, code: str) -> str:
        """A code as it is; one of the clinic alone as a token where it could be a number of somebody."""
        own = code.removeprefix(OWN_CODE)
        if own == code or own in self.said or TOKEN.match(own) or of_a_system(own):
            return code
        return f"{OWN_CODE}[masked {self.token(code)}]" if identifies(own) or looks_like_a_name(own) else code

    def clinician(self, text: str) -> str:
        """One name in a column of clinicians."""
        if spelling(text) in self.said or TOKEN.match(text):
            return text
        return f"[clinician {self.token(text)}]" if more_than_a_name(text) else text


def _known(profile: TableProfile, name: str, seen: str) -> bool:
    return (seen if name in profile.case_matters else seen.casefold()) in profile.values.get(name, {})


def said_by(practice: Practice) -> frozenset[str]:
    """Spellings that a clinic's settings hold already."""
    own_codes = [code.strip().upper().lstrip(OWN_CODE) for code in practice.codes]
    names = [*practice.roster, *practice.outsiders, *practice.agreed_list]
    return frozenset(
        [*map(spelling, names), *(seen for _, seen, _ in practice.words), *practice.exams, *own_codes]
    )


def _each(column: pl.Series, passed: Callable[[str], str]) -> pl.Series:
    """The column with each different text let through once."""
    distinct = column.drop_nulls().unique()
    after = pl.Series([passed(text) for text in distinct.to_list()], dtype=pl.String)
    return column if after.equals(distinct) else column.replace(distinct, after)


def _block_tokens(texts: pl.Series, key: bytes) -> pl.Series:
    """Tokens of texts that fit one block, all of them at once: AES under a key of this use alone, cut to ten bytes."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    own = blake2b(key=key, digest_size=32, person=b"record number").digest()
    blocks: str = texts.str.pad_end(BLOCK, "\0").str.join("").item()
    locked = Cipher(algorithms.AES(own), modes.ECB()).encryptor().update(blocks.encode("ascii"))
    halves = np.frombuffer(locked, np.uint8).reshape(-1, BLOCK)[:, :TOKEN_BYTES]
    letters = np.frombuffer(LETTERS, np.uint8)[np.stack([halves >> 4, halves & 15], axis=-1)]
    whole = pl.Series([letters.tobytes().decode("ascii")])
    return whole.str.extract_all(rf"[a-z]{{{2 * TOKEN_BYTES}}}").explode()
