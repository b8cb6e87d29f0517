"""What lines say, as typed records: no times, no places.

- `detail.py`: what proxies say, what neighbor tables hold;  `belief.py`: what programs of the cluster say of owners
- `host.py`: what hosts, routers of an address and monitors say;  `listed.py`: what listings and probes say
"""
