"""kube-vip by itself.

- `serving.py`: the Services that it announces by ARP
- `kubevip_etp_local.py`, `kubevip_one_ip_two_services.py`
"""
