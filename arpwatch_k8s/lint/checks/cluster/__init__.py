"""Addresses and nodes of a cluster, whoever uses them; kube-proxy, k3s' load balancer, and what installs them.

- `announcing.py`: who announces Services' addresses by ARP
- `ipvs_without_strictarp.py`, `kubespray_stops.py`, `ipvs_deprecated.py`
- `pool_holds_node_address.py`
"""
