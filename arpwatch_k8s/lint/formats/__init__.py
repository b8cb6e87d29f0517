"""What was found, as text and as what machines read.

- `text.py`: for people
"""
