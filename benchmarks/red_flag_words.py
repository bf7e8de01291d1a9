"""Scores the reader of red-flag words against the annotated order texts, apart for the part it was written
with.

Run from the project root: `python benchmarks/red_flag_words.py [--errors] [--styles]`. The texts are read from
../shared and never copied. A third of the texts, chosen by a hash of their number, is held out: only its
score is printed, never its texts. `--styles` scores our own texts in many styles instead, apart for their held-out
third and with 95 % intervals (Wilson 1927).
"""

import argparse
import csv
import sys
import time
from collections.abc import Sequence
from hashlib import sha256
from math import sqrt
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "measures")]

from made_up_styles import styled  # noqa: E402

from measures.red_flags.plain import make_plain  # noqa: E402
from measures.red_flags.words import ATOMS, labels, read  # noqa: E402

TEXTS = ROOT.parent / "shared" / "redflags" / "order_text.csv"
Row = dict[str, str]
Pair = tuple[set[str], set[str]]

#: Pieces that, repeated, would make a careless pattern go back and forth for ever.
HOSTILE = (
    *(
        "a",
        "no ",
        "pain ",
        "weak ",
        "numb ",
        "lost ",
        "fell ",
        "severe worse ",
        "not relieved by ",
        "x 2 ",
        "3/5 ",
        "38 ",
    ),
    *(
        "denies fever, wt loss, ",
        "no fever or ",
        "? ",
        "[ ] fever ",
        "fever: ",
        "Y/N ",
        "( ",
        "_ ",
        ". ",
        "\n",
        "  ",
        "é",
    ),
    *(
        "never had ",
        "cannot ",
        "night pain, ",
        "reduced power in the ",
        "stiff for the ",
        "pain is not at all ",
        "wrose ",
        "Trauma: Y / ",
        "[x] fever [ ] ",
        "denies the following: ",
        "FHx: ca. ",
        "Y/N ",
        "trauma|X|\n",
        "all negative ",
        "MVA at 19 ",
        "↓",
        "wt. ",
    ),
)


def held_out(row: Row) -> bool:
    return int(sha256(f"hold-{row['id']}".encode()).hexdigest(), 16) % 3 == 0


def truth(row: Row) -> set[str]:
    return {label for label in row["labels"].split("|") if label}


def score(rows: Sequence[Row]) -> dict[str, float]:
    """Any-flag sensitivity and specificity, mean F1 over the flags that occur, and the share read exactly."""
    pairs = [(truth(row), labels(row["text"])) for row in rows]
    flagged = [bool(read) for true, read in pairs if true]
    plain = [not read for true, read in pairs if not true]
    f1 = [_f1(atom, pairs) for atom in ATOMS if any(atom in true for true, _ in pairs)]
    return {
        "texts": len(pairs),
        "sensitivity": sum(flagged) / max(1, len(flagged)),
        "specificity": sum(plain) / max(1, len(plain)),
        "macro_f1": sum(f1) / max(1, len(f1)),
        "exact": sum(true == read for true, read in pairs) / max(1, len(pairs)),
    }


def interval(right: int, among: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not among:
        return 0.0, 1.0
    z, share = 1.96, right / among
    middle, wide = share + z * z / (2 * among), z * sqrt(share * (1 - share) / among + z * z / (4 * among * among))
    return (middle - wide) / (1 + z * z / among), (middle + wide) / (1 + z * z / among)


def told_with_intervals(pairs: Sequence[Pair]) -> dict[str, str]:
    """The shares of a part with their intervals."""
    shares = {
        "sensitivity": [bool(read) for true, read in pairs if true],
        "specificity": [not read for true, read in pairs if not true],
        "exact": [true == read for true, read in pairs],
    }
    told = {}
    for name, marks in shares.items():
        low, high = interval(sum(marks), len(marks))
        told[name] = f"{sum(marks) / max(1, len(marks)):.3f} ({low:.3f} to {high:.3f}; {len(marks)})"
    f1 = [_f1(atom, pairs) for atom in ATOMS if any(atom in true for true, _ in pairs)]
    return {**told, "macro_f1": f"{sum(f1) / max(1, len(f1)):.3f}"}


def own_styles() -> None:
    """Our own texts, by part and style."""
    rows = [(row, (set(row.flags), labels(row.text))) for row in styled()]
    for name, wanted in (("seen", False), ("held out", True)):
        print(name, told_with_intervals([pair for row, pair in rows if row.held_out is wanted]))
    for style in dict.fromkeys(row.style for row, _ in rows):
        pairs = [pair for row, pair in rows if row.style == style]
        print(f"{style}: {sum(true == read for true, read in pairs)} of {len(pairs)} exact")


def prefilter(texts: Sequence[str]) -> dict[str, float]:
    """The share of texts that the prefilter lets through, and of those that hold a finding."""
    through = [bool(make_plain(text)[1]) for text in texts]
    found = {one.text for one in read(texts)}
    return {"let through": sum(through) / len(texts), "with a finding": len(found) / len(texts)}


def _f1(atom: str, pairs: Sequence[tuple[set[str], set[str]]]) -> float:
    right = sum(atom in true and atom in read for true, read in pairs)
    wrong = sum((atom in true) != (atom in read) for true, read in pairs)
    return 2 * right / (2 * right + wrong) if right or wrong else 1.0


def speed(texts: Sequence[str]) -> float:
    """Distinct texts read per second of one core, each made distinct by a number that says nothing."""
    many = [f"{text} ref{number}" for number in range(10) for text in texts]
    start = time.process_time()
    read(many)
    return len(many) / (time.process_time() - start)


def speed_without_cue() -> float:
    """Rows per second in which no word speaks of a red flag."""
    many = [f"annual physical, blood pressure {number}" for number in range(100_000)]
    start = time.process_time()
    read(many)
    return len(many) / (time.process_time() - start)


def slowest_hostile() -> tuple[float, str]:
    """The longest time that a megabyte of one repeated piece takes, and the piece."""
    times = []
    for piece in HOSTILE:
        text = piece * (1_000_000 // len(piece))
        start = time.process_time()
        read([text])
        times.append((time.process_time() - start, piece))
    return max(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print what was misread, of the seen part only")
    parser.add_argument("--styles", action="store_true", help="score our own texts in many styles instead")
    wanted = parser.parse_args()
    if wanted.styles:
        own_styles()
        return
    if not TEXTS.exists():
        sys.exit(f"{TEXTS} is not here: the annotated texts live beside the project, in ../shared/redflags.")
    with TEXTS.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["trap"] != "ambiguous"]
    parts = {
        "seen": [row for row in rows if not held_out(row)],
        "held out": [row for row in rows if held_out(row)],
    }
    for name, part in parts.items():
        print(name, {key: round(value, 3) for key, value in score(part).items()})
    print("texts per second", round(speed([row["text"] for row in rows])))
    print("prefilter", {key: round(value, 3) for key, value in prefilter([row["text"] for row in rows]).items()})
    print("rows per second without a cue", round(speed_without_cue()))
    seconds, piece = slowest_hostile()
    print(f"slowest megabyte of repeats: {seconds:.2f} s, of {piece!r}")
    if wanted.errors:
        for row in parts["seen"]:
            if truth(row) != labels(row["text"]):
                print(
                    row["id"],
                    row["trap"],
                    "should be",
                    sorted(truth(row)),
                    "read",
                    sorted(labels(row["text"])),
                    "|",
                    row["text"],
                )


if __name__ == "__main__":
    main()
