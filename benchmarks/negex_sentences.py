"""Scores the denials of the reader on NegEx's public sentences, which the person who runs it has at hand.

Run from the project root: `python benchmarks/negex_sentences.py PATH [--errors]`. PATH is the tab-separated test kit
that W. Chapman published with NegEx (number, concept, sentence, and "Affirmed", "Negated" or "Possible" in the fourth
column). Nothing is fetched and no sentence is kept. Each concept is taken as a flag named at its place: what is
scored is the context alone, not the lists of flags.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from measures.red_flags.judge import Mention, State, judge  # noqa: E402
from measures.red_flags.lists import Atom, PatternGroup, pattern  # noqa: E402
from measures.red_flags.plain import as_plain  # noqa: E402
from measures.red_flags.sentence import sentences  # noqa: E402

#: A flag of which nothing is known but where it is named.
ANY = Atom("any", (), (), (), *[pattern(())] * 4)
DISEASE = PatternGroup("any", "states", "named", (), disease=True)


@dataclass(frozen=True)
class Annotated:
    """A sentence, the concept it names, and whether the annotators found it denied."""

    concept: str
    sentence: str
    denied: bool


def annotated(path: Path) -> Iterator[Annotated]:
    """The sentences of the kit that are affirmed or negated, as the published scores take them."""
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            said = row[3].strip().lower() if len(row) > 3 else ""
            if said.startswith(("affirm", "negat")):
                yield Annotated(row[1].strip(' "'), row[2].strip(' "'), said.startswith("negat"))


def denied(one: Annotated) -> bool:
    """Whether the reader takes the concept as denied in its sentence."""
    text, concept = as_plain(one.sentence), as_plain(one.concept)
    start = text.find(concept)
    if start < 0:
        return False
    span = (start, start + len(concept))
    sentence = next(cut for cut in sentences(text) if cut.start <= start < cut.end)
    state, _ = judge(Mention(DISEASE, *span), sentence, ANY, [span])
    return state is State.ABSENT


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="the tab-separated sentences")
    parser.add_argument("--errors", action="store_true", help="print the sentences that were read otherwise")
    wanted = parser.parse_args()
    if not wanted.path.exists():
        sys.exit(f"{wanted.path} is not there: give the file of NegEx's annotated sentences; nothing is fetched.")
    rows = list(annotated(wanted.path))
    if not rows:
        sys.exit(f"{wanted.path} holds no line with Affirmed or Negated in its fourth column, parted by tabs.")
    pairs = [(one.denied, denied(one)) for one in rows]
    both = sum(true and read for true, read in pairs)
    wrong = sum(true != read for true, read in pairs)
    f1 = 2 * both / (2 * both + wrong) if both or wrong else 1.0
    print(f"sentences {len(pairs)}, agreement {1 - wrong / len(pairs):.3f}, F1 of denials {f1:.3f}")
    for one, (true, read) in zip(rows, pairs, strict=True):
        if wanted.errors and true != read:
            print("denied" if true else "affirmed", "|", one.concept, "|", one.sentence)


if __name__ == "__main__":
    main()
