"""Tables that hosts and switches print: neighbors, addresses, ports.

- `ip_monitor_neigh.py`, `ip_neigh.py`, `arp.py`: neighbor tables;  `ip_entry.py`: an entry, as iproute2 prints it
- `ip_addr.py`: a host's own addresses;  `mac_table.py`: behind which port of a switch a MAC is
- `retina.py`: what Retina keeps of a node
"""
