"""kube-vip by itself.

- `names.py`: the names that its environment may have, by version
- `serving.py`: the Services that it announces by ARP
- `kubevip_unknown_env.py`, `kubevip_loglevel.py`, `kubevip_nervous_lease.py`
- `kubevip_cp_and_svc.py`, `kubevip_preserve.py`, `kubevip_silent_death.py`
- `kubevip_etp_local.py`, `kubevip_one_ip_two_services.py`
"""
