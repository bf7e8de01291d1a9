"""The typeface of the pages, also for pictures: one that stands in an image has to bring its own."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache

from dashboard.drawing.paper import LOOKS

OTHERWISE = "system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
ON_THE_PAGE = f"'Source Sans', {OTHERWISE}"  # Streamlit's own, which its pages load
IN_A_PICTURE = f"'Huddleboard Sans', {OTHERWISE}"


@lru_cache(maxsize=1)
def brought() -> str:
    """The typeface as an element of an SVG: an image on a page, a file or a sheet of paper asks no other for it."""
    font = b64encode((LOOKS / "chart_type.woff2").read_bytes()).decode("ascii")
    source = f"url(data:font/woff2;base64,{font}) format('woff2')"
    return f"<style>@font-face{{font-family:'Huddleboard Sans';font-weight:400 600;src:{source}}}</style>"
