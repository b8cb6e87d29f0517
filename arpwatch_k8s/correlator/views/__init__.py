"""Several hosts' captures of one segment, as one.

- `vantages.py`: which captures are of one host
- `merging.py`: what several hosts saw, put on one clock, each frame once
"""
