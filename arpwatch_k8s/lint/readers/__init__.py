"""One file a kind of configuration, each from files to facts; what is none of its own it leaves.

- `reader.py`: what a reader is
- `kube_vip.py`: kube-vip's pods
- `metallb.py`: MetalLB's custom resources;  `metallb_pods.py`: what runs it;  `metallb_config.py`: its old ConfigMap
- `cilium.py`: Cilium's policies, pools and ConfigMap;  `selecting.py`: label selectors
- `services.py`, `nodes.py`: the cluster's
"""

from typing import Final

from arpwatch_k8s.lint.readers import cilium, kube_vip, metallb, nodes, services
from arpwatch_k8s.lint.readers.reader import Reader

READERS: Final[tuple[Reader, ...]] = (
    cilium.READER,
    kube_vip.READER,
    metallb.READER,
    nodes.READER,
    services.READER,
)
