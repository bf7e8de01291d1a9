"""A table as HTML: quick to draw, read well aloud, and scrolled with the keyboard where a screen is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import zip_longest

import polars as pl


def html_table(rows: pl.DataFrame, caption: str, links: Sequence[str] = ()) -> str:
    """The rows with a caption for those who cannot see what stands around them; the first column names each row.

    `links` are the addresses that the first column leads to, one a row.
    """
    numbers = [dtype.is_numeric() for dtype in rows.dtypes]
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in rows.columns)
    body = "".join(_row(row, numbers, link) for row, link in zip_longest(rows.iter_rows(), links, fillvalue=""))
    said = escape(caption)
    return (
        f'<div class="hb-table" tabindex="0" role="region" aria-label="{said}"><table><caption>{said}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def show_table(rows: pl.DataFrame | list[dict[str, str]], caption: str) -> None:
    """Draw it on the page; nothing where there are no rows."""
    import streamlit as st

    frame = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(rows)
    if frame.height:
        st.html(html_table(frame, caption))


def _row(cells: Sequence[object], numbers: Sequence[bool], link: str) -> str:
    first, *rest = [_text(cell) for cell in cells]
    if link:
        first = f'<a href="{escape(link)}" target="_self">{first}</a>'
    told = "".join(_cell(text, number) for text, number in zip(rest, numbers[1:], strict=True))
    return f'<tr><th scope="row">{first}</th>{told}</tr>'


def _cell(text: str, number: bool) -> str:
    return f'<td class="hb-number">{text}</td>' if number else f"<td>{text}</td>"


def _text(cell: object) -> str:
    """Nothing where nothing is known; whole numbers with their thousands apart."""
    if cell is None:
        return ""
    return escape(f"{cell:,}" if isinstance(cell, int) else str(cell))
