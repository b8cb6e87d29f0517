"""advertisement-reaches-no-node."""

from tests.lint.linting import faults, undecided
from tests.lint.objects import advertisement, listing, node, pool, speaker

CHECK = "advertisement-reaches-no-node"
LAN = pool("lan", "192.0.2.0/28")
EDGE = advertisement("edge", "ipAddressPools: [lan]", "nodeSelectors:", "- matchLabels: {edge: 'true'}")
EXCLUDED = "{node.kubernetes.io/exclude-from-external-load-balancers: ''}"
CONTROL = "[{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]"
TOLERATES = "tolerations:\n- {key: node-role.kubernetes.io/control-plane, operator: Exists}"


def files(advertised: str, *nodes: str, runs: str = "") -> dict[str, str]:
    """A pool, its advertisement, a listing of nodes, and the speakers."""
    return {"pool.yaml": LAN, "ad.yaml": advertised, "nodes.yaml": listing(*nodes), "speaker.yaml": runs}


def test_a_selector_that_no_node_meets_is_told() -> None:
    assert faults(files(EDGE, node("n1"), node("n2")), CHECK) == [["ad.yaml:9"]]


def test_a_selector_that_a_node_meets_is_fine() -> None:
    found = files(EDGE, node("n1"), node("n2", labels="{edge: 'true'}"))
    assert faults(found, CHECK) == []
    assert undecided(found, CHECK) == []


def test_without_a_listing_of_nodes_it_is_open() -> None:
    for given in ({"pool.yaml": LAN, "ad.yaml": EDGE}, {"pool.yaml": LAN, "ad.yaml": EDGE, "n.yaml": node("n1")}):
        assert faults(given, CHECK) == []
        assert len(undecided(given, CHECK)) == 1


def test_another_advertisement_of_the_pool_that_reaches_a_node_is_enough() -> None:
    found = files(EDGE, node("n1")) | {"all.yaml": advertisement("all")}
    assert faults(found, CHECK) == []


def test_nodes_on_which_no_speaker_runs_are_no_nodes() -> None:
    tainted = node("n1", taints=CONTROL)
    bare = files(advertisement("all"), tainted, runs=speaker("0.14.9"))
    assert faults(bare, CHECK) == [["ad.yaml:4", "nodes.yaml:7", "speaker.yaml:1"]]
    assert faults(files(advertisement("all"), tainted, runs=speaker("0.14.9", pod=TOLERATES)), CHECK) == []
    elsewhere = speaker("0.14.9", pod="nodeSelector: {edge: 'true'}")
    assert faults(files(advertisement("all"), node("n1"), runs=elsewhere), CHECK) == [
        ["ad.yaml:4", "nodes.yaml:7", "speaker.yaml:1"]
    ]


def test_a_node_that_is_only_cordoned_has_a_speaker() -> None:
    cordoned = node("n1", taints="[{key: node.kubernetes.io/unschedulable, effect: NoSchedule}]")
    assert faults(files(advertisement("all"), cordoned, runs=speaker("0.14.9")), CHECK) == []


def test_speakers_that_affinity_places_or_that_were_not_read_leave_it_open() -> None:
    placed = speaker("0.14.9", pod="affinity: {nodeAffinity: {}}")
    assert len(undecided(files(advertisement("all"), node("n1"), runs=placed), CHECK)) == 1
    unread = files(advertisement("all"), node("n1", taints=CONTROL))
    assert faults(unread, CHECK) == []
    assert len(undecided(unread, CHECK)) == 1


def test_nodes_that_are_excluded_from_load_balancers_are_none_since_014() -> None:
    excluded = node("n1", labels=EXCLUDED)
    assert faults(files(advertisement("all"), excluded, runs=speaker("0.14.9")), CHECK) == [
        ["ad.yaml:4", "nodes.yaml:7"]
    ]
    assert faults(files(advertisement("all"), excluded, runs=speaker("0.13.9")), CHECK) == []
    ignoring = speaker("0.14.9", arguments="--ignore-exclude-lb=true")
    assert faults(files(advertisement("all"), excluded, runs=ignoring), CHECK) == []
    assert faults(files(advertisement("all"), excluded, node("n2"), runs=speaker("0.14.9")), CHECK) == []


def test_of_a_version_that_is_not_known_the_label_leaves_it_open() -> None:
    found = files(advertisement("all"), node("n1", labels=EXCLUDED), runs=speaker("latest"))
    assert faults(found, CHECK) == []
    (why,) = undecided(found, CHECK)
    assert "0.14.0" in why
