"""Helm's values of MetalLB, kube-vip and Cilium, wherever they stand.

- `values.py`: values of one release, and settings in them
- `objects.py`: releases that objects ask for: Flux's, Argo CD's, k3s';  `files.py`: files of values by themselves
- `kustomize.py`: what Kustomize makes of files and of charts;  `helmfile.py`: Helmfile's releases
- `metallb.py`, `kube_vip.py`, `cilium.py`: facts of the values
- `reading.py`: the whole way
"""
