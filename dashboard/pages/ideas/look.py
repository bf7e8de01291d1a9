"""The looks of the page "Change ideas": cards in a grid on the screen, one sheet of words on paper."""

import streamlit as st

STYLE = """
[class*="st-key-ideas-"] { display: grid; padding-right: 1px; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); }
[class*="st-key-ideas-"] > * { min-width: 0; width: auto; height: 100%; }
[class*="st-key-idea-"] { height: 100%; border: 1px solid #b9b9b9; border-radius: 6px; padding: 0.9rem 1rem;
  gap: 0.5rem; }
[class*="st-key-idea-"]:not([class*="st-key-idea-ours"]) > :last-child { margin-top: auto; }
.hb-idea { font-size: 1.1rem; line-height: 1.3; margin: 0; padding: 0; }
.hb-idea-says, .hb-idea-first { font-size: 0.95rem; margin: 0.35rem 0 0; }
.hb-idea-says { white-space: pre-line; }
.hb-idea-stands { font-size: 0.95rem; margin: 0.35rem 0 0; padding-left: 0.5rem; border-left: 4px solid #1f5f8b; }
.hb-visit { display: grid; gap: 0.8rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); }
.hb-visit article { border: 1px solid #b9b9b9; border-radius: 6px; padding: 0.8rem 1rem; }
.hb-visit .hb-net { grid-column: 1 / -1; border: 2px solid #222; }
.hb-visit h3 { font-size: 1.1rem; margin: 0; padding: 0; }
.hb-visit p { margin: 0.2rem 0 0.4rem; font-size: 0.9rem; color: #4a4a4a; }
.hb-visit ul { margin: 0; padding-left: 1.1rem; }
.hb-visit li { margin: 0.3rem 0; }
@media print {
  [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] > *:not(:has(.hb-visit)) {
    display: none !important; }
  .hb-visit { grid-template-columns: 1fr 1fr; gap: 3mm; padding-right: 1px; }
  .hb-visit article { border-color: #000; break-inside: avoid; padding: 3mm 4mm; }
  .hb-visit li { font-size: 11.5pt; line-height: 1.3; margin: 1.2mm 0; }
  .hb-visit p { font-size: 9.5pt; margin: 1mm 0; }
  .hb-visit h2.hb-on-paper { font-size: 17pt; padding: 0; margin: 0; }
  .hb-visit .hb-on-paper { grid-column: 1 / -1; }
}
"""


def style() -> None:
    """Put the looks on the page."""
    st.html(f"<style>{STYLE}</style>")
