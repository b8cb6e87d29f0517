"""Several hosts' captures of one segment, as one.

- `vantages.py`: which captures are of one host
- `sharing.py`: which of many saw frames of the same content
- `clocks.py`: what one host recorded beside its rows, on the clock of what it was merged into
- `merging.py`: what several hosts saw, put on one clock, each frame once
"""
