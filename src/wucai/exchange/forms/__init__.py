"""What people typed, by noun."""
