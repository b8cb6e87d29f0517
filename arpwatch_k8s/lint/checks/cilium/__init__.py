"""Cilium by itself.

- `picking.py`: which Services its policies pick
- `cilium_etp_local.py`, `cilium_qps.py`, `cilium_shared_ip.py`
"""
