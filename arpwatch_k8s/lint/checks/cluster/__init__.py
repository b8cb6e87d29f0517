"""Addresses and nodes of a cluster, whoever uses them.

- `pool_holds_node_address.py`
"""
