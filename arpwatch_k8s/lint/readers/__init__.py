"""One file a kind of configuration, each from files to facts; what is none of its own it leaves.

- `reader.py`: what a reader is
- `kube_vip.py`: kube-vip's pods
- `kubespray/`: inventories of kubespray;  `charts/`: Helm's values
- `kube_proxy.py`: kube-proxy's configuration;  `k3s.py`: k3s and RKE2
- `metallb.py`: MetalLB's custom resources;  `metallb_pods.py`: what runs it;  `metallb_config.py`: its old ConfigMap
- `cilium.py`: Cilium's policies, pools and ConfigMap;  `selecting.py`: label selectors
- `services.py`, `nodes.py`: the cluster's
- `firewalls/`: what hosts let in
- `host_names.py`: whose a file is;  `keepalived.py`: keepalived.conf;  `sysctl.py`: the kernel's settings
- `addresses.py`: what `ip addr` lists;  `proxies.py`: the servers of nginx and HAProxy
"""

from typing import Final

from arpwatch_k8s.lint.readers import (
    addresses,
    cilium,
    k3s,
    keepalived,
    kube_proxy,
    kube_vip,
    metallb,
    nodes,
    proxies,
    services,
    sysctl,
)
from arpwatch_k8s.lint.readers.charts import reading as charts
from arpwatch_k8s.lint.readers.firewalls import reading as firewalls
from arpwatch_k8s.lint.readers.kubespray import reading as kubespray
from arpwatch_k8s.lint.readers.reader import Reader

READERS: Final[tuple[Reader, ...]] = (
    addresses.READER,
    charts.READER,
    cilium.READER,
    firewalls.READER,
    k3s.READER,
    keepalived.READER,
    kube_proxy.READER,
    kube_vip.READER,
    kubespray.READER,
    metallb.READER,
    nodes.READER,
    proxies.READER,
    services.READER,
    sysctl.READER,
)
