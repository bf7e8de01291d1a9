"""The app as a server for many runs it."""

import os

from streamlit import App, config

from dashboard.forms.signed_in import PROXY
from dashboard.parts import everyone
from dashboard.parts.closed_to_others import ClosedToOthers
from dashboard.parts.everyone import ForEveryone
from dashboard.parts.served import script

app = ClosedToOthers(
    ForEveryone(App(script(), routes=[everyone.script()])),
    hosts=config.get_option("server.allowedHosts"),
    proxy=os.environ.get(PROXY, ""),
)
