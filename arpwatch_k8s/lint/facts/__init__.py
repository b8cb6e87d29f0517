"""What configurations say, whoever says it: typed records that checks read. Facts know no file format.

- `version.py`: versions of programs;  `selector.py`: label selectors
- `span.py`: spans of addresses;  `ranges.py`: many of them, in which one address is found at once
- `metallb.py`, `kube_vip.py`, `cilium.py`: who announces;  `hosts.py`: keepalived, kernels, interfaces, proxies
- `firewall.py`: what hosts let in
- `cluster.py`: nodes, Services, kube-proxy, k3s' load balancer
- `facts.py`: all of it, of one cluster
"""
