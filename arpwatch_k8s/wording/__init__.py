"""What people read, and how values are written.

- `plain.py`: text made safe
- `counts.py`: counts, shares, plurals;  `times.py`: times and spans;  `names.py`: files
- `kinds.py`: kinds of evidence
- `instants.py`: instants as people name them
- `wrapping.py`: paragraphs
- `value.py`: what a JSON document consists of
"""
