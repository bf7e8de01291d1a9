"""A text in its typed pieces: sections, questions with their answers, framed lists; what is left over is prose.

Parsed before any flag is judged: a section, an answer or a frame decides by itself what is said of a flag named in
it, and only prose is read for who, when and whether.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from measures.red_flags.forms import FormAnswer, answers
from measures.red_flags.frames import Frame, frames
from measures.red_flags.sections import Section, sections
from measures.red_flags.sentence import Sentence, sentences

Span = tuple[int, int]


@dataclass(frozen=True)
class Document:
    """The pieces of one plain text."""

    text: str
    sections: tuple[Section, ...]
    answers: tuple[FormAnswer, ...]
    frames: tuple[Frame, ...]

    @cached_property
    def prose(self) -> list[Sentence]:
        """The sentences, cut where a question, its answer or a section ends."""
        edges = {place for one in self.sections for place in (one.start, one.end)}
        return list(sentences(self.text, {*edges, *(place for one in self.answers for place in one.cuts)}))

    def section(self, place: int) -> str:
        """The kind of section that a place lies in; "prose" where none decides."""
        return next((one.kind for one in self.sections if one.start <= place < one.end), "prose")

    def answer(self, span: Span) -> FormAnswer | None:
        """The answer to the question that holds a stretch."""
        at = bisect_right(self._asked, span[0]) - 1
        answer = self.answers[at] if at >= 0 else None
        return answer if answer and span[1] <= answer.end else None

    def frame(self, span: Span) -> Frame | None:
        """The frame whose list holds a stretch."""
        return next((one for one in self.frames if one.start <= span[0] and span[1] <= one.end), None)

    def sentence(self, place: int) -> Sentence | None:
        """The sentence at a place."""
        at = bisect_right(self._begins, place) - 1
        return self.prose[at] if at >= 0 and place < self.prose[at].end else None

    @cached_property
    def _asked(self) -> list[int]:
        return [one.start for one in self.answers]

    @cached_property
    def _begins(self) -> list[int]:
        return [one.start for one in self.prose]


def parse(text: str, named: Sequence[Span]) -> Document:
    """The pieces of a plain text; `named` are the places where a flag is named, by which questions are told apart."""
    return Document(
        text, sections(text), tuple(sorted(answers(text, named), key=lambda one: one.start)), tuple(frames(text))
    )
