"""What users felt."""
