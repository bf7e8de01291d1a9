"""Two readings of the same nasty text agree: the quick one by blocks, and one that goes sign by sign."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.delimited import blocks
from ingest.header import shape_of
from ingest.table import trim


def plainly(text: str, start: int) -> tuple[list[str] | None, int]:
    """One record, sign by sign: its cells (None where a quote is broken) and where the next begins."""
    cells, cell, at, state = [], "", start, "new"
    while at < len(text):
        sign = text[at]
        at += 1
        if state == "new" and sign == '"':
            state = "quoted"
        elif state == "quoted":
            state, cell = ("closed", cell) if sign == '"' else ("quoted", cell + sign)
        elif sign in ",\n":
            cells, cell, state = [*cells, cell], "", "new"
            if sign == "\n":
                return cells, at
        elif state == "closed" and sign == '"':
            state, cell = "quoted", cell + '"'
        elif state == "closed":
            return None, text.find("\n", start) + 1
        else:
            state, cell = "plain", cell + sign
    return None, text.find("\n", start) + 1


def read_plainly(text: str, width: int) -> tuple[list[tuple[object, ...]], list[tuple[int, str]], list[int]]:
    """Rows, refusals and blank lines of a text that ends with a newline."""
    rows: list[tuple[object, ...]] = []
    refused: list[tuple[int, str]] = []
    blank: list[int] = []
    at, line = 0, 1
    while at < len(text):
        first_end = text.find("\n", at) + 1
        cells, end = plainly(text, at)
        several = text[at:end].count("\n") > 1
        trimmed = [trim(cell) for cell in cells or []]
        if cells is None or (several and len(cells) != width):
            refused.append((line, "broken_quote"))
            end = first_end
        elif not any(trimmed):
            blank.append(line)
        elif len(cells) != width:
            refused.append((line, "field_count"))
        else:
            rows.append((line, *trimmed))
        line += text[at:end].count("\n")
        at = end
    return rows, refused, blank


PART = st.sampled_from(
    [
        "a",
        "7",
        ",",
        ",",
        ",",
        "\n",
        "\n",
        "\n",
        '"',
        '"',
        '""',
        '","',
        '"\n',
        ',"',
        ", ",
        " ,",
        "é",
        "-",
        "nan",
        "\n\n",
    ]
)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.lists(PART, max_size=60).map("".join), st.integers(1, 70), st.sampled_from(["\n", "\r\n"]))
@example('a"b,"7\n7",a,a\n', 70, "\n")
@example('a,"7\n', 3, "\n")
@example('"\n"\n"a"",\n7,7,7\n', 1, "\n")
def test_the_quick_reading_and_the_plain_one_agree(nasty: str, piece: int, ends: str) -> None:
    text = nasty + "\n7,7,7"
    rows, refused, blank = read_plainly(text + "\n", 3)
    shape = shape_of(b"h1,h2,h3\n", frozenset({"h1", "h2", "h3"}))
    assert shape is not None
    data = b"h1,h2,h3\n" + text.replace("\n", ends).encode()
    pieces = iter([data[: 9 + piece], *(data[at : at + piece] for at in range(9 + piece, len(data), piece))])
    several = list(blocks("nasty.csv", shape, pieces))
    assert [row for block in several for row in block.rows.rows()] == [(row[0] + 1, *row[1:]) for row in rows]
    assert [(one.line, one.reason) for block in several for one in block.refused] == [
        (line + 1, reason) for line, reason in refused
    ]
    assert [(one.line, one.kind) for block in several for one in block.not_data][1:] == [
        (line + 1, "blank") for line in blank
    ]
