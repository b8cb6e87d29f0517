"""kube-vip's pod, as tests write it."""


def pod(**environment: str) -> str:
    """A static pod: its variables from line 8 on, in their order."""
    said = "".join(f'    - {{name: {name}, value: "{value}"}}\n' for name, value in environment.items())
    return f"""\
apiVersion: v1
kind: Pod
metadata: {{name: kube-vip, namespace: kube-system}}
spec:
  containers:
  - image: ghcr.io/kube-vip/kube-vip:v0.8.9
    env:
{said}"""
