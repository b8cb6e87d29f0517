"""One file a kind of configuration, each from files to facts; what is none of its own it leaves.

- `reader.py`: what a reader is
- `kube_vip.py`: kube-vip's pods
- `host_names.py`: whose a file is;  `keepalived.py`: keepalived.conf;  `sysctl.py`: the kernel's settings
- `addresses.py`: what `ip addr` lists;  `proxies.py`: the servers of nginx and HAProxy
"""

from typing import Final

from arpwatch_k8s.lint.readers import addresses, keepalived, kube_vip, proxies, sysctl
from arpwatch_k8s.lint.readers.reader import Reader

READERS: Final[tuple[Reader, ...]] = (
    addresses.READER,
    keepalived.READER,
    kube_vip.READER,
    proxies.READER,
    sysctl.READER,
)
