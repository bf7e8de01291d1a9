"""The app as a server for many runs it."""

import os

from streamlit import App, config

from dashboard.forms.signed_in import PROXY
from dashboard.parts.closed_to_others import ClosedToOthers
from dashboard.parts.served import script

app = ClosedToOthers(App(script()), hosts=config.get_option("server.allowedHosts"), proxy=os.environ.get(PROXY, ""))
