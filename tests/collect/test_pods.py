"""Which pods announce, by a line each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.collect.pods import NAME, Announcer, Made, announcers, log_file, settings_of

SPEAKER = (
    "metallb-system\tspeaker-7x2kq\tnode2\tDaemonSet\tspeaker\t\tspeaker=quay.io/metallb/speaker:v0.14.8,\tspeaker=0,"
)


def programs(containers: str) -> list[str]:
    """The programs in a pod of these containers."""
    return [one.program for one in announcers(f"a\tb\tn\tDaemonSet\td\t\t{containers}\t")]


def test_a_speaker_is_found_with_its_node_and_what_made_it() -> None:
    assert announcers(SPEAKER) == [
        Announcer(
            program="metallb-speaker",
            namespace="metallb-system",
            pod="speaker-7x2kq",
            container="speaker",
            node="node2",
            has_restarted=False,
            made=Made(kind="daemonsets.apps", namespace="metallb-system", name="speaker"),
        )
    ]


@pytest.mark.parametrize(
    ("containers", "expected"),
    [
        ("controller=quay.io/metallb/controller:v0.14.8,", ["metallb-controller"]),
        ("kube-vip=ghcr.io/kube-vip/kube-vip:v1.2.3,", ["kube-vip"]),
        ("kube-vip=registry.example/mirror/kube-vip:v1.2.3,", ["kube-vip"]),
        ("cilium-agent=quay.io/cilium/cilium:v1.17.0,", ["cilium"]),
        ("cilium-envoy=quay.io/cilium/cilium-envoy:v1,", []),
        ("kube-proxy=registry.k8s.io/kube-proxy:v1.31.4,", ["kube-proxy"]),
        ("frr=quay.io/frrouting/frr:9,speaker=quay.io/metallb/speaker:v0.14.8,", ["metallb-speaker"]),
        ("web=nginx,", []),
        ("", []),
    ],
)
def test_programs_are_known_by_their_images(containers: str, expected: list[str]) -> None:
    assert programs(containers) == expected


def test_what_made_a_pod_is_asked_for_by_its_kind_and_namespace() -> None:
    lines = [
        SPEAKER,
        SPEAKER.replace("7x2kq", "9zzzz"),
        "metallb-system\tc-5d-1\tn\tReplicaSet\tc-5d\t5d\tc=quay.io/metallb/controller:v0.14.8,\tc=3,",
        "kube-system\tkube-vip-node1\tnode1\tNode\tnode1\t\tkube-vip=ghcr.io/kube-vip/kube-vip:v1,\t",
        "x\tbare\tnode1\t\t\t\tkube-vip=ghcr.io/kube-vip/kube-vip:v1,\t",
    ]
    found = announcers("\n".join(lines))
    assert settings_of(found) == {
        ("daemonsets.apps", "metallb-system"): ["speaker"],
        ("deployments.apps", "metallb-system"): ["c"],
        ("pods", "kube-system"): ["kube-vip-node1"],
    }
    assert [one.pod for one in found if one.has_restarted] == ["c-5d-1"]


@pytest.mark.parametrize(
    "line",
    [
        SPEAKER.replace("speaker-7x2kq", "--all"),
        SPEAKER.replace("speaker-7x2kq", "../../etc"),
        SPEAKER.replace("metallb-system", "-A"),
        SPEAKER.replace("node2", "a/b"),
        SPEAKER.replace("speaker=", "--previous="),
        SPEAKER.partition("\t")[2],
        SPEAKER + "\tmore",
    ],
)
def test_names_that_no_api_server_allows_are_no_pods(line: str) -> None:
    assert announcers(line) == []


def test_an_owner_of_no_such_name_is_not_asked_for() -> None:
    (one,) = announcers(SPEAKER.replace("DaemonSet\tspeaker", "DaemonSet\t--all"))
    assert one.made is None


@given(st.text(alphabet=st.sampled_from("\t\n=,/:-.ab"), max_size=200) | st.text(max_size=200))
def test_any_text_names_nothing_that_is_no_name(text: str) -> None:
    for one in announcers(text):
        assert all(NAME.fullmatch(name) for name in (one.pod, one.namespace, one.container))


def test_logs_are_named_after_nodes_and_no_two_alike() -> None:
    one, same = announcers(f"{SPEAKER}\n{SPEAKER.replace('7x2kq', '9zzzz')}")
    (waiting,) = announcers(SPEAKER.replace("node2", ""))
    assert log_file(one, ()) == "metallb-speaker-node2.log"
    assert log_file(same, ["metallb-speaker-node2.log"]) == "metallb-speaker-node2-speaker-9zzzz.log"
    assert log_file(waiting, ()) == "metallb-speaker--speaker-7x2kq.log"


def test_the_longest_names_fit_into_a_file_system() -> None:
    (one,) = announcers(SPEAKER.replace("node2", "n" * 253).replace("speaker-7x2kq", "p" * 253))
    name = log_file(one, ())
    assert max(len(name), len(log_file(one, [name]))) + len(".part") < 255
