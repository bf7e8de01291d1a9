"""Who signed in, on a server for many: their claims, how long they hold, and what they are here."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from threading import Lock
from typing import Any

import streamlit as st

from dashboard.records import Records
from dashboard.records.access import FOR_MANY, NOBODY, Member
from dashboard.records.memberships import member
from ingest.store import Store

PROXY = "HUDDLEBOARD_PROXY"
LONGEST_SECONDS = 8 * 3600  # a working day, then sign in again
IDLE_SECONDS = 15 * 60  # of nobody at the screen


class Sessions:
    """When each sign-in was used last; one that was idle too long, or signed out, is over for good."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._used: dict[tuple[str, str], float] = {}
        self._over: set[tuple[str, str]] = set()

    def holds(self, claims: Mapping[str, Any], now: float) -> bool:
        """Whether a sign-in still holds; asking counts as use."""
        key, began = key_of(claims), began_at(claims)
        with self._lock:
            last = self._used.get(key, began)
            if key in self._over or not began <= now + 60 <= began + LONGEST_SECONDS or now - last > IDLE_SECONDS:
                self._over.add(key)
                return False
            self._used[key] = now
            return True

    def end(self, claims: Mapping[str, Any]) -> None:
        """Somebody signed out: a copy of the cookie opens nothing any more."""
        with self._lock:
            self._over.add(key_of(claims))

    def over(self, claims: Mapping[str, Any], now: float) -> bool:
        """The same as `holds` for what is no use of the app (a file that is fetched)."""
        key, began = key_of(claims), began_at(claims)
        with self._lock:
            last = self._used.get(key, began)
            return key in self._over or not began <= now + 60 <= began + LONGEST_SECONDS or now - last > IDLE_SECONDS


def key_of(claims: Mapping[str, Any]) -> tuple[str, str]:
    """What tells one sign-in from another."""
    return str(claims.get("sub", "")), str(claims.get("iat", ""))


def began_at(claims: Mapping[str, Any]) -> float:
    """When a sign-in was made, by the provider's clock; one that does not say it holds never."""
    try:
        return float(claims.get("iat") or 0)
    except (TypeError, ValueError):
        return 0.0


SESSIONS = Sessions()


def for_many() -> bool:
    """Whether this server is for many, and asks everybody who they are."""
    return bool(os.environ.get(FOR_MANY))


def claims() -> Mapping[str, Any]:
    """What the provider says of whoever signed in; nothing where nobody did."""
    try:
        signed = bool(st.user.get("is_logged_in", False))
    except (AttributeError, KeyError):
        return {}
    return dict(st.user) if signed else {}


def person_of(told: Mapping[str, Any]) -> str:
    """How people and memberships call them: a verified address, else the provider's own word for them."""
    address = str(told.get("email") or "")
    return address if address and told.get("email_verified", True) is not False else str(told.get("sub") or "")


def signed_in(store: Store) -> Member:
    """Who signed in and what they are here; nobody where the sign-in is over."""
    told = claims()
    if not told or not SESSIONS.holds(told, time.time()):
        return NOBODY
    return member(Records(store.engine), person_of(told))
