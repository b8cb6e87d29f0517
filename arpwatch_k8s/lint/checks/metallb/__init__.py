"""MetalLB by itself.

- `metallb_old.py`
- `choosing.py`: which advertisements choose a pool;  `reaching.py`: which nodes an advertisement reaches
- `sharing.py`: Services that share an address
- `pool_without_advertisement.py`, `advertisement_reaches_no_node.py`, `two_advertisements_one_pool.py`
- `firewalls.py`: what a firewall does with a packet of another node
- `pools_overlap.py`, `memberlist_off.py`, `memberlist_port.py`
- `shared_ip_old.py`, `shared_ip_local.py`, `shared_ip_service_selector.py`
"""
