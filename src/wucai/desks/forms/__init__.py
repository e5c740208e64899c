"""What people typed."""
