"""Who owned an address."""
