"""Forms: how somebody's words are kept, and an edit that survives a colleague's."""
