"""The page "Check the reader": one unit after another, read and judged."""
