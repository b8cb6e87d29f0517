"""Kernels: how hosts answer ARP, what they believe, and how long.

- `kernels.py`: a host's values by what counts of them;  `roles.py`: whether a host is a node, or a proxy
- `sysctl_arp_ignore_8.py`, `sysctl_proxy_arp.py`, `sysctl_arp_filter_two_nics.py`: who answers for what
- `sysctl_arp_announce.py`: in whose name they ask
- `sysctl_strictarp_undone.py`, `sysctl_default_changes_nothing.py`: what was set, and is not so
- `sysctl_drop_gratuitous_arp.py`, `sysctl_accept_redirects.py`: what a proxy learns
- `sysctl_neigh_timers.py`, `sysctl_neigh_table.py`: how long and how much it remembers
"""
