"""What people read, and how values are written: text made safe, times, counts, JSON values."""
