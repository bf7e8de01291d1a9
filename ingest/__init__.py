"""From an EMR's export files to facts, honestly accounted for, row by row."""
