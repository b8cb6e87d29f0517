"""What probes printed: who answered a question asked aloud.

- `arping.py`, `ndisc6.py`: which MACs answered for an address;  `ping.py`: what came of echoes
"""
