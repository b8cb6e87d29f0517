"""Tables of what it cost.

- `connections.py`: what was tried, made by columns;  `symptoms.py`: what hurt
- `outages.py`, `incidents.py`: spans of it
- `rates.py`: failures by owner, and the control group;  `minutes.py`: by minute
"""
