"""keepalived by itself: one instance, or the same virtual router on several hosts.

- `routers.py`: which instances are one virtual router;  `words.py`: how instances and settings are named
- `keepalived_vrid.py`, `keepalived_peers.py`, `keepalived_equal.py`: what the hosts of a router must agree on, or not
- `keepalived_nopreempt_master.py`, `keepalived_strict.py`, `keepalived_vmac.py`: keywords that undo each other
- `keepalived_no_heal.py`: what stays after two were master
"""
