"""Tables of who owned what.

- `epochs.py`: who held each track when;  `expected.py`: what the capturing host's cache could hold
- `beliefs.py`: who the cluster's programs said held each VIP
- `handovers.py`, `contests.py`: how owners changed
- `speakers.py`: which programs announced
"""
