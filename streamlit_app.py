"""Open the store, find the pages, run the navigation; nothing else."""

from dashboard.page import run

run()
