"""What hosts log of themselves, and what watches them from outside.

- `keepalived.py`, `kernel.py`: a host's own;  `uptime_kuma.py`: a monitor's
"""
