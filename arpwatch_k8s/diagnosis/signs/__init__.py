"""What rules look for."""
