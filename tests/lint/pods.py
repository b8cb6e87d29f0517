"""Manifests of kube-vip and MetalLB, with what a test turns in them."""

from __future__ import annotations

HEAD = """apiVersion: v1
kind: Pod
metadata: {name: kube-vip, namespace: kube-system}
spec:
  containers:
  - name: kube-vip
    image: ghcr.io/kube-vip/kube-vip:VERSION
    args: [manager]
    env:
"""
FIRST = HEAD.count("\n") + 1
"""The line of the first variable."""


def kube_vip(version: str, **environment: str) -> str:
    """kube-vip's static pod: each variable on a line of its own, the first on line FIRST."""
    lines = [
        f"    - {{name: {name}, {'' if value.startswith('valueFrom') else 'value: '}{value}}}"
        for name, value in environment.items()
    ]
    return HEAD.replace("VERSION", version) + "\n".join(lines) + "\n"


CONTROLLER = """apiVersion: apps/v1
kind: Deployment
metadata: {name: controller, namespace: metallb-system}
spec:
  template:
    spec:
      containers:
      - {name: controller, image: "quay.io/metallb/controller:v0.14.9", args: [--port=7472]}
"""
