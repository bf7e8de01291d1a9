"""Open the store, find the pages, run the navigation; nothing else."""

from dashboard.parts.page import run

run()
