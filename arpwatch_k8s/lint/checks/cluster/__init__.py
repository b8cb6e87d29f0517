"""The cluster that announcers run in: kube-proxy, k3s' load balancer.

- `announcing.py`: who announces Services' addresses by ARP
- `ipvs_without_strictarp.py`, `kubespray_stops.py`, `ipvs_deprecated.py`
"""
