"""Cilium's objects, as tests write them."""


def policy(name: str, selector: str = "", *, announces: str = "loadBalancerIPs") -> str:
    """A CiliumL2AnnouncementPolicy: its name on line 4, what it announces on line 6."""
    picks = f"  serviceSelector: {{matchLabels: {selector}}}\n" if selector else ""
    return f"""\
apiVersion: cilium.io/v2alpha1
kind: CiliumL2AnnouncementPolicy
metadata:
  name: {name}
spec:
  {announces}: true
{picks}"""


def pool(name: str, selector: str = "", *, disabled: str = "false") -> str:
    """A CiliumLoadBalancerIPPool: its name on line 4."""
    picks = f"  serviceSelector: {{matchLabels: {selector}}}\n" if selector else ""
    return f"""\
apiVersion: cilium.io/v2alpha1
kind: CiliumLoadBalancerIPPool
metadata:
  name: {name}
spec:
  blocks: [{{cidr: 192.0.2.0/28}}]
  disabled: {disabled}
{picks}"""


def config(*lines: str) -> str:
    """The ConfigMap cilium-config: what it says from line 5 on."""
    said = "".join(f"  {line}\n" for line in lines)
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: cilium-config, namespace: kube-system}}\ndata:\n{said}"


def agent(version: str) -> str:
    """The agent's DaemonSet."""
    return f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: cilium, namespace: kube-system}}
spec:
  template:
    spec:
      containers: [{{name: agent, image: "quay.io/cilium/cilium:v{version}"}}]
"""
