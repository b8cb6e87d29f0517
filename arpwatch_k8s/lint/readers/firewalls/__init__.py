"""Firewalls of hosts, each kind from its text to chains of rules.

- `reading.py`: files of all kinds
- `rules.py`: what kinds have in common;  `iptables.py`: what iptables-save prints;  `nftables.py`: nft's rulesets
- `firewalld.py`: zones as files and as firewall-cmd lists them;  `ufw.py`: what `ufw status` lists
- `policies.py`: Cilium's policies for nodes
"""
