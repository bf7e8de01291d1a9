"""What people see: one file per page, found by looking into this folder."""
