"""Whose each session of Streamlit is, and what files it holds: the one place that names its insides for that."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession, AppSessionState

from dashboard.forms.signed_in import SESSIONS, key_of


def sessions_of(scope: Scope) -> set[str]:
    """The sessions of the person whose cookie came along, while their sign-in holds."""
    return {one.id for one in _own(scope)}


def drawing(scope: Scope) -> bool:
    """Whether a page of that person is being drawn just now."""
    return any(one._state is AppSessionState.APP_IS_RUNNING for one in _own(scope))


def _own(scope: Scope) -> list[AppSession]:
    told = signed_cookie(scope)
    if not told or SESSIONS.over(told, time.time()):
        return []
    active = Runtime.instance()._session_mgr.list_active_sessions() if Runtime.exists() else []
    return [one.session for one in active if key_of(one.session._user_info) == key_of(told)]


def signed_cookie(scope: Scope) -> Mapping[str, Any]:
    """What the signed cookie of a sign-in says; nothing where there is none, or it was not signed here."""
    from streamlit.web.server.starlette import starlette_websocket as streamlits

    headers = Headers(scope=scope)
    cookies = cookie_parser(headers.get("cookie", ""))
    signed = streamlits._get_signed_cookie_with_chunks(cookies, streamlits.USER_COOKIE_NAME)
    if signed is None:
        return {}
    origin = headers.get("origin") or f"https://{headers.get('host', '')}"
    told: Mapping[str, Any] = streamlits._parse_decoded_user_cookie(signed, origin)
    return told if told.get("is_logged_in") else {}


def holds(session: str, file: str) -> bool:
    """Whether a session was given a file."""
    own = Runtime.instance().media_file_mgr._files_by_session_and_coord.get(session, {})
    return file.partition(".")[0] in own.values()
