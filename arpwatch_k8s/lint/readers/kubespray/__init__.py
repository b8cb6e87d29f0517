"""kubespray's inventories: variables in Ansible's order, and what kubespray makes of them.

- `layers.py`: which files hold the variables of an inventory, and which of them wins
- `hosts.py`: the file of hosts: groups, and what is set in them
- `expressions.py`: plain Jinja;  `variables.py`: what a variable says in the end
- `releases.py`: what each release of kubespray brings
- `kube_vip.py`, `metallb.py`, `cilium.py`, `cluster.py`: facts of the variables
- `reading.py`: the whole way
"""
