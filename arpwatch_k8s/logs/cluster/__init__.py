"""What runs in the cluster and logs, and what kubectl prints of its objects.

- `metallb.py`, `kube_vip.py`, `cilium.py`, `klog.py`: logs;  `pairs.py`: keys and values as Go's loggers print them
- `leases.py`: what client-go says of leases;  `kube_vip_words.py`: what kube-vip's messages say
- `kubectl_table.py`, `kubectl_describe.py`, `kubectl_json.py`, `kubectl_yaml.py`: what kubectl prints
- `kube_words.py`: what Kubernetes says in words;  `kube_object.py`: parts of an object;  `kube_service.py`,
  `kube_cluster.py`: what its objects say
"""
