"""The reading plan: what each file of an export is taken to be, what is asked, and what it would give."""
