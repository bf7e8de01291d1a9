"""Why one visit or image was counted as it was, and what clinicians said of it."""
