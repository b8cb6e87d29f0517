"""Pools and virtual addresses against hosts: whose link they are on, at which interface, and who has them already.

- `announced.py`: pools that are announced in layer 2, and where;  `links.py`: networks and interfaces of hosts
- `pool_off_link.py`, `interface_missing.py`, `two_nics_one_segment.py`: where announcements go
- `pool_in_use.py`, `two_owners_by_design.py`: who else has an address
"""
