"""The Measure page: one measure with its chart, its rows, its phases, and whether a change worked."""
