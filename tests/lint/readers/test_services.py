"""Services and Nodes: those of manifests, and listings of a whole cluster."""

from tests.lint.linting import facts

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
  labels: {app: web}
  annotations:
    metallb.io/loadBalancerIPs: 192.0.2.1, 192.0.2.2
    metallb.universe.tf/allow-shared-ip: key
    prometheus.io/scrape: "true"
  managedFields:
  - manager: controller
    fieldsV1: {f:status: {f:loadBalancer: {}}}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  selector: {app: web}
  ports: [{port: 80}, {port: 53, protocol: UDP}]
status:
  loadBalancer:
    ingress: [{ip: 192.0.2.1}]
"""
LISTING = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata: {name: kubernetes, namespace: default}
  spec: {type: ClusterIP}
- apiVersion: v1
  kind: Service
  metadata: {name: NAME, namespace: NAMESPACE}
  spec: {type: ClusterIP}
"""
NODE = """\
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {zone: a}}
spec:
  taints:
  - {key: dedicated, effect: NoSchedule}
  - {key: soft, effect: PreferNoSchedule}
status:
  addresses:
  - {type: InternalIP, address: 192.0.2.101}
  - {type: Hostname, address: n1}
"""


def test_a_service_has_what_it_asks_for_and_what_it_was_given() -> None:
    (service,) = facts({"web.yaml": SERVICE}).services
    assert service.name == "shop/web"
    assert [each.text for each in service.asked] == ["192.0.2.1", "192.0.2.2"]
    assert [each.text for each in service.given] == ["192.0.2.1"]
    assert service.external_traffic_policy.text == "Local"
    assert service.ports == ("80/TCP", "53/UDP")
    assert service.managers == ("controller",)
    assert set(service.annotations) == {"metallb.io/loadBalancerIPs", "metallb.universe.tf/allow-shared-ip"}


def test_a_service_of_another_type_is_left() -> None:
    assert facts({"web.yaml": SERVICE.replace("LoadBalancer\n", "ClusterIP\n")}).services == ()


def test_a_listing_of_all_namespaces_is_complete_and_one_of_a_namespace_is_not() -> None:
    whole = LISTING.replace("NAMESPACE", "kube-system").replace("NAME", "kube-dns")
    part = LISTING.replace("NAMESPACE", "default").replace("NAME", "web")
    assert facts({"services.yaml": whole}).services_read
    assert not facts({"services.yaml": part}).services_read
    assert not facts({"web.yaml": SERVICE}).services_read


def test_of_a_manifest_and_a_listing_the_one_with_a_status_counts() -> None:
    manifest = SERVICE.partition("status:")[0]
    for files in ({"a.yaml": manifest, "b.yaml": SERVICE}, {"a.yaml": SERVICE, "b.yaml": manifest}):
        (service,) = facts(files).services
        assert len(service.given) == 1


def test_a_node_has_its_own_addresses_and_the_taints_that_keep_pods_off() -> None:
    (node,) = facts({"node.yaml": NODE}).nodes
    assert [each.text for each in node.addresses] == ["192.0.2.101"]
    assert node.taints == ("dedicated",)
    assert not facts({"node.yaml": NODE}).nodes_read


def test_nodes_of_a_listing_are_all_nodes() -> None:
    item = "\n".join("  " + line for line in NODE.splitlines())
    assert facts({"nodes.yaml": f"apiVersion: v1\nkind: List\nitems:\n-{item[1:]}\n"}).nodes_read
