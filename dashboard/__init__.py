"""What people see, and what people write."""
