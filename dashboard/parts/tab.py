"""A tab of a page that is drawn only while it is open: the one place that names an inside of Streamlit for it."""

from streamlit.elements.lib.mutable_tab_container import TabContainer as Tab

__all__ = ["Tab"]
