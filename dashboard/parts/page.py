"""The frame around every page: it finds the pages, opens the store, and says calmly what went wrong."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from dashboard.drawing import paper
from dashboard.forms.at_the_desk import corner, open_desk, open_store
from dashboard.forms.signed_in import for_many
from dashboard.parts.door import admitted, lets_write, who_is_here
from dashboard.parts.mistakes import noted
from dashboard.parts.places import MOVED, moved
from dashboard.records import Records
from dashboard.records.access import OWN, PEOPLE, READ, TOGETHER
from dashboard.records.programme import PROGRAMME, Received
from dashboard.telling.plain_text import as_is
from ingest.safekeeping.faults import sentence
from ingest.store import NothingYet, Store

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage


HERE = Path(__file__).parents[1]
PAGES = HERE / "pages"
ICON_FILE = HERE / "icon.svg"
BRING_IN = "bring_in"
ALL_CLINICS = "clinics"
ROOT = "front"


@dataclass(frozen=True)
class PageFile:
    """A page as its file declares it: `TITLE`, `ICON` and `ORDER` at the top, read without running it.

    A page that names the `PLACE` it belongs to stands in no menu: a way leads to it from there.
    """

    file: Path
    title: str
    icon: str
    order: int
    place: str = ""
    act: str = READ  # what one has to be allowed to do to open it

    @property
    def name(self) -> str:
        """The word that stands in the address."""
        return self.file.stem


def run() -> None:
    """One run of the app: style, navigation, and the page that was asked for."""
    st.set_page_config(page_title="Huddleboard", page_icon=ICON_FILE, layout="wide")
    st.html(paper.style("style"))
    member = admitted(open_store()) if for_many() else None
    if for_many() and member is None:
        return
    found = opened_pages()
    pages = [made(page, page is found[0]) for page in found]
    alone = len(found) == 1
    earlier = [_earlier(name) for name in (found[0].name, *([] if alone else MOVED))]
    chosen = st.navigation([*pages, *earlier], position="hidden" if alone else "sidebar")
    if not alone:
        with st.sidebar.container(key="desk"), calmly():
            corner(open_store())
            if member is None and several(open_store()):
                link(ALL_CLINICS, "All clinics")
    if member is not None:
        with st.sidebar.container(key="signed"):
            who_is_here(member)
        lets_write(member, open_desk().practice, _of_one_role(found, chosen.url_path))
    st.set_page_config(page_title=f"{chosen.title} · Huddleboard")
    with calmly():
        chosen.run()


def _of_one_role(found: Sequence[PageFile], name: str) -> bool:
    """Whether a page is for one role alone, which then writes on it what is its own."""
    opened = next((page for page in found if page.name == name), found[0])
    return opened.act in (TOGETHER, PEOPLE, OWN)


def made(page: PageFile, front: bool) -> StreamlitPage:
    """The page for Streamlit, under a name in the address; the front page stands at the root."""
    return st.Page(
        page.file, title=page.title, icon=page.icon, url_path=ROOT if front else page.name, default=front,
        visibility="hidden" if page.place and not for_many() else "visible",
    )  # fmt: skip


def _earlier(name: str) -> StreamlitPage:
    """An address that leads on to where its page is now, with whatever else it asks for."""

    def lead_on() -> None:
        place, asked = moved(name, st.query_params.to_dict())
        st.switch_page(PAGES / f"{place}.py", query_params=asked)

    return st.Page(lead_on, title="Huddleboard", url_path=name, visibility="hidden")


def opened_pages() -> list[PageFile]:
    """The pages this server opens: all, or the one that HUDDLEBOARD_ONLY names."""
    only = os.environ.get("HUDDLEBOARD_ONLY")
    every = [page for page in pages_in(PAGES) if only in (None, "", page.name)]
    if not for_many():
        return every
    desk = open_desk()
    return [page for page in every if any(desk.may(page.act, whose) for whose in desk.own)]


def pages_in(folder: Path) -> list[PageFile]:
    """Every page of a folder, in the order the files ask for; the first one is the front page."""
    found = [page_in(file) for file in folder.glob("*.py") if not file.name.startswith("_")]
    return sorted(found, key=lambda page: (page.order, page.name))


def page_in(file: Path) -> PageFile:
    """What a page file says of itself; a page without its three lines is a mistake that names the file."""
    said = _declared(file, file.stat().st_mtime_ns)
    lacks = [name for name in ("TITLE", "ICON", "ORDER") if name not in said]
    if lacks:
        raise ValueError(
            f"{file.name} declares no {', '.join(lacks)}; a page begins with TITLE, ICON and ORDER, each a plain value."
        )
    return PageFile(file, str(said["TITLE"]), str(said["ICON"]), int(str(said["ORDER"])), str(said.get("PLACE", "")),
                    str(said.get("ACT", READ)))  # fmt: skip


@lru_cache(maxsize=64)
def _declared(file: Path, _changed: int) -> dict[str, object]:
    """The plain values at the top level of a file, by name."""
    return {
        target.id: node.value.value
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def several(store: Store) -> bool:
    """Whether clinics can be looked at together here: several in the folder, or any that sent its counts."""
    return len(store.clinics()) > 1 or bool(Records(store.engine).lines(Received, PROGRAMME))


def link(name: str, label: str, **query: str) -> None:
    """A link to another page or to a part of a place, with filters in its address; nothing without that page."""
    place, asked = moved(name, query)
    with suppress(StreamlitPageNotFoundError):
        st.page_link(PAGES / f"{place}.py", label=label, query_params=asked or None)


@contextmanager
def calmly() -> Iterator[None]:
    """Answer what a page could not do with a sentence and a number, never with a traceback."""
    try:
        yield
    except NothingYet:
        st.title("Nothing here yet")
        st.info(
            "This page shows what your EMR wrote, and no export is here yet. Bring one in and it follows at once. "
            "Your aim, a test of change and a tally by hand can begin without one."
        )
        link(BRING_IN, "Bring in an export")
        link("our_change", "Say what we aim for")
    except Exception as mistake:
        said = sentence(mistake)
        if said:
            st.error(as_is(said), icon=":material/block:")
            return
        st.error(
            f"Something went wrong on this page (error {noted(mistake)}). Nothing was changed and your data are "
            "safe. Load the page again; if it happens again, send this number with the words of the server "
            "window to whoever looks after Huddleboard."
        )
