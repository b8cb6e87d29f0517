"""Several hosts' captures."""
