"""The looks of pages and of what is printed: style sheets and templates, from the folder `looks`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

LOOKS = Path(__file__).parents[1] / "looks"


@lru_cache(maxsize=32)
def sheet(*names: str) -> str:
    """One or several style sheets, in this order."""
    return "".join((LOOKS / f"{name}.css").read_text("utf-8") for name in names)


def style(*names: str) -> str:
    """The same as an element of a page."""
    return f"<style>{sheet(*names)}</style>"


def filled(template: str, **values: object) -> str:
    """A template with its values; every text is escaped, what is HTML already comes as `Markup`."""
    return _templates().get_template(template).render(**values)


def alone(title: str, body: str, *sheets: str) -> str:
    """HTML as a file that needs nothing else."""
    return filled("file.html", title=title, body=Markup(body), style=Markup(sheet(*sheets)))


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(LOOKS), autoescape=True, trim_blocks=True, lstrip_blocks=True)
