"""MetalLB's objects: custom resources, pods, the old ConfigMap."""

from tests.lint.linting import facts, linted

POOL = """\
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata:
  name: lan
  namespace: metallb-system
  labels: {zone: a}
spec:
  autoAssign: false
  addresses:
  - 192.0.2.10-192.0.2.20
  - 192.0.2.64/28
  - ${MORE}
"""
SPEAKER = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: speaker, namespace: metallb-system}
spec:
  template:
    spec:
      nodeSelector: {kubernetes.io/os: linux, edge: "true"}
      tolerations:
      - {key: node-role.kubernetes.io/control-plane, effect: NoSchedule, operator: Exists}
      containers:
      - name: speaker
        image: quay.io/metallb/speaker:v0.14.9
        args: [--port=7472, --lb-class=metallb, --ignore-exclude-lb=true]
        env:
        - name: METALLB_ML_BIND_ADDR
          valueFrom: {fieldRef: {fieldPath: status.podIP}}
        - {name: METALLB_ML_LABELS, value: "app=metallb"}
"""
OLD = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: config, namespace: metallb-system}
data:
  config: |
    address-pools:
    - name: default
      protocol: layer2
      addresses:
      - 192.0.2.1-192.0.2.9
"""


def test_a_pool_has_its_spans_with_their_lines_and_what_is_not_read() -> None:
    (metallb,) = facts({"pool.yaml": POOL}).metallb
    (pool,) = metallb.pools
    assert (pool.name, pool.place.line, pool.auto_assign.is_on, pool.labels) == ("lan", 4, False, (("zone", "a"),))
    assert [(str(s.first), str(s.last), s.setting.place.line) for s in pool.spans if s.setting.place] == [
        ("192.0.2.10", "192.0.2.20", 10),
        ("192.0.2.64", "192.0.2.79", 11),
    ]
    assert [each.place.line for each in pool.unread if each.place] == [12]


def test_an_advertisement_has_its_selectors() -> None:
    text = """\
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: lan}
spec:
  ipAddressPools: [lan]
  interfaces: [eth1]
  nodeSelectors:
  - matchLabels: {edge: "true"}
  - matchExpressions:
    - {key: zone, operator: In, values: [a, b]}
"""
    (metallb,) = facts({"a.yaml": text}).metallb
    (found,) = metallb.advertisements
    assert (found.layer2, [each.text for each in found.pools], found.more) == (True, ["lan"], ())
    assert [each.meets({"edge": "true"}) for each in found.node_selectors] == [True, False]
    assert [each.meets({"zone": "b"}) for each in found.node_selectors] == [False, True]
    assert [each.place.line for each in found.node_selectors] == [8, 9]


def test_a_speaker_says_its_version_its_class_and_where_it_runs() -> None:
    (metallb,) = facts({"speaker.yaml": SPEAKER}).metallb
    assert str(metallb.version) == "0.14.9"
    assert metallb.load_balancer_class.text == "metallb"
    assert metallb.ignore_exclude_lb.is_on
    assert metallb.memberlist.is_on
    assert metallb.node_selector == (("kubernetes.io/os", "linux"), ("edge", "true"))
    assert (metallb.tolerates_all, metallb.tolerated) == (False, ("node-role.kubernetes.io/control-plane",))


def test_a_speaker_without_the_labels_of_the_others_has_no_memberlist() -> None:
    (metallb,) = facts({"speaker.yaml": SPEAKER.replace("METALLB_ML_LABELS", "METALLB_OTHER")}).metallb
    assert (metallb.memberlist.name, metallb.memberlist.is_on) == ("METALLB_ML_LABELS", False)


def test_pools_of_the_old_configmap_stand_on_the_lines_of_its_file() -> None:
    (metallb,) = facts({"config.yaml": OLD}).metallb
    (pool,) = metallb.pools
    assert (pool.protocol, pool.place.line) == ("layer2", 7)
    assert pool.spans[0].setting.place is not None
    assert pool.spans[0].setting.place.line == 10


def test_another_configmap_of_the_same_key_is_none_of_metallbs() -> None:
    other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\ndata:\n  config: |\n    a: 1\n"
    assert facts({"config.yaml": other}).metallb == ()
    assert linted({"config.yaml": other}).read == ()


def test_a_listing_of_pools_alone_says_nothing_of_advertisements() -> None:
    item = "\n".join("  " + line for line in POOL.splitlines())
    listing = f"apiVersion: v1\nkind: List\nitems:\n-{item[1:]}\n"
    assert facts({"pools.yaml": listing}).metallb[0].pools_alone
    assert not facts({"pool.yaml": POOL}).metallb[0].pools_alone


def test_what_files_were_read_as_is_told() -> None:
    assert linted({"a.yaml": POOL + "---\n" + SPEAKER}).read == (("a.yaml", "MetalLB's IPAddressPool, DaemonSet"),)


def test_an_address_that_is_none_is_told() -> None:
    for odd in ("192.0.2.10-20", "192.0.2.20-192.0.2.10", "192.0.2.0/33", "here", "192.0.2.7"):
        (doubt,) = linted({"pool.yaml": POOL.replace("192.0.2.64/28", odd)}).doubts
        assert doubt[:2] == ("pool.yaml", 11)
        assert odd in doubt[2]
