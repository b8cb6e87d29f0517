"""MetalLB's objects, as tests write them: one of each, on lines that are counted in the tests."""


def pool(name: str, *addresses: str, namespace: str = "metallb-system", labels: str = "{}") -> str:
    """An IPAddressPool: its name on line 4, its addresses from line 9 on."""
    listed = "\n".join(f"  - {each}" for each in addresses)
    return f"""\
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata:
  name: {name}
  namespace: {namespace}
  labels: {labels}
spec:
  addresses:
{listed}
"""


def advertisement(name: str, *lines: str, kind: str = "L2Advertisement") -> str:
    """An L2Advertisement: its name on line 4, what its specification says from line 7 on."""
    said = "\n".join(f"  {line}" for line in lines) or "  {}"
    return f"""\
apiVersion: metallb.io/v1beta1
kind: {kind}
metadata:
  name: {name}
  namespace: metallb-system
spec:
{said}
"""


def speaker(version: str, *, pod: str = "{}", labels: str = "METALLB_ML_LABELS", arguments: str = "") -> str:
    """The speakers: their nodeSelector and tolerations as `pod` says, the image on line 13."""
    more = "" if pod == "{}" else "".join(f"      {line}\n" for line in pod.splitlines())
    return f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: speaker, namespace: metallb-system}}
spec:
  template:
    spec:
      containers:
      - args: [{arguments}]
        env:
        - name: METALLB_ML_BIND_ADDR
          valueFrom: {{fieldRef: {{fieldPath: status.podIP}}}}
        - {{name: {labels}, value: "app=metallb"}}
        image: quay.io/metallb/speaker:v{version}
{more}"""


def listing(*objects: str) -> str:
    """A list of objects, as kubectl prints it."""
    items = ["\n".join(f"  {line}" for line in each.splitlines()) for each in objects]
    return "apiVersion: v1\nkind: List\nitems:\n" + "".join(f"-{item[1:]}\n" for item in items)


def node(name: str, *, labels: str = "{}", taints: str = "[]", address: str = "192.0.2.101") -> str:
    """A Node: its name on line 4, its address on line 9."""
    return f"""\
apiVersion: v1
kind: Node
metadata:
  name: {name}
  labels: {labels}
spec: {{taints: {taints}}}
status:
  addresses:
  - {{type: InternalIP, address: {address}}}
"""


def service(name: str, *lines: str, annotations: str = "{}", labels: str = "{}", ip: str = "") -> str:
    """A Service of type LoadBalancer: annotations on line 5, what its specification says from line 10 on."""
    said = "".join(f"  {line}\n" for line in lines)
    status = f"status: {{loadBalancer: {{ingress: [{{ip: {ip}}}]}}}}\n" if ip else ""
    namespace, _, own = name.rpartition("/")
    return f"""\
apiVersion: v1
kind: Service
metadata:
  name: {own}
  annotations: {annotations}
  labels: {labels}
  namespace: {namespace}
spec:
  type: LoadBalancer
{said}{status}"""
