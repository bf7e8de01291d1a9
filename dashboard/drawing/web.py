"""A chart as a page of its own: title, picture, caption; its script is one file that all charts of a folder share."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

SCRIPT = "plotly.min.js"
STYLE = (
    "body{margin:0 auto;max-width:1400px;padding:12px;font:16px/1.5 system-ui,sans-serif;color:#333;background:#fff}"
    "h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:.3rem 0}figure{margin:0}figcaption{font-size:.95rem}"
)


def page_of(figure: Any, title: str, caption: Sequence[str], more: Sequence[Any] = ()) -> str:
    """The page as HTML. It reads `plotly.min.js` beside it (`lay_script`), so that a page is small."""
    config = {"displayModeBar": False, "responsive": True}
    drawn = "".join(one.to_html(include_plotlyjs=False, full_html=False, config=config) for one in (figure, *more))
    told = "".join(f"<p>{escape(words)}</p>" for words in caption if words)
    return (
        f'<!DOCTYPE html>\n<html lang="en-CA"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style>'
        f'<script src="{SCRIPT}"></script></head><body><h1>{escape(title)}</h1>'
        f"<figure>{drawn}<figcaption>{told}</figcaption></figure></body></html>\n"
    )


def lay_script(folder: Path) -> None:
    """Put the script where the pages of this folder look for it; once."""
    file = folder / SCRIPT
    if not file.exists():
        from plotly.offline import get_plotlyjs

        file.write_text(get_plotlyjs(), "utf-8")
