"""Who the cluster said held an address, as epochs, from lines as programs write them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch, rivals
from arpwatch_k8s.correlator.testimony.cluster import believed
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.inventory.nodes import Node
from tests.correlator.conversation import B
from tests.correlator.testimony.told import (
    OTHER,
    SVCS,
    VIP,
    acquired,
    adding,
    announced,
    assigned,
    idle,
    keepalived,
    kube_vip,
    lease,
    logs,
    metallb,
    objects,
    service,
    started,
    status,
    withdrawn,
)
from tests.logs.saved import NOON, NS

NOBODY = Inventory((), {})
END = NOON + 100 * NS
Files = Mapping[str, Sequence[str]]


def epochs(
    folder: Path, files: Files, inventory: Inventory = NOBODY, end: int | None = END
) -> tuple[ClusterEpoch, ...]:
    return believed(logs(folder, files), inventory, end).epochs


def played(folder: Path, files: Files) -> list[tuple[str, str, str, float, float, str]]:
    """Program, voice, node, from when, up to when, and what ended it."""
    return [
        (e.program, e.voice, e.node, (e.start - NOON) / NS, (e.end - NOON) / NS, e.ends_by)
        for e in epochs(folder, files)
    ]


def test_a_speaker_holds_from_its_first_word_to_where_it_withdraws(tmp_path: Path) -> None:
    lines = [announced(1), announced(4), withdrawn(9)]
    (epoch,) = epochs(tmp_path, {"speaker-node1.log": lines})
    assert (epoch.vip, epoch.node, epoch.program, epoch.voice) == (VIP, "speaker-node1.log", "metallb", "log")
    assert (epoch.start, epoch.start_width, epoch.end) == (NOON + NS, NS, NOON + 9 * NS)
    assert (epoch.said, epoch.ended, epoch.reason) == (LineRef(0, 1), LineRef(0, 3), "notOwner")
    assert (epoch.lines, epoch.last, epoch.ends_by) == (2, NOON + 4 * NS, "withdrawn")


def test_a_node_is_known_by_its_name_in_the_files_and_has_its_number_in_the_inventory(tmp_path: Path) -> None:
    known = Inventory((Node(name="node1", macs=(B,), addresses=(), given=True),), {})
    (epoch,) = epochs(tmp_path, {"speaker-node1.log": [announced(1), idle(2)]}, known)
    assert (epoch.node, epoch.owner) == ("node1", B)


def test_a_clean_move_is_one_after_the_other(tmp_path: Path) -> None:
    files = {"a-node1.log": [announced(1), withdrawn(9)], "a-node2.log": [announced(10), idle(50)]}
    assert played(tmp_path, files) == [
        ("metallb", "log", "a-node1.log", 1, 9, "withdrawn"),
        ("metallb", "log", "a-node2.log", 10, 100, "capture_end"),
    ]
    assert not list(rivals(epochs(tmp_path, files)))


def test_two_speakers_that_both_announce_are_two_and_neither_ends_the_other(tmp_path: Path) -> None:
    files = {"a-node1.log": [announced(1), announced(20), idle(60)], "a-node2.log": [announced(10), idle(50)]}
    found = epochs(tmp_path, files)
    assert [(e.start, e.end, e.ends_by) for e in found] == [
        (NOON + NS, END, "capture_end"),
        (NOON + 10 * NS, END, "capture_end"),
    ]
    (both,) = rivals(found)
    assert (both.start, both.end) == (NOON + 11 * NS, NOON + 50 * NS)


def test_a_log_that_breaks_off_is_no_rival_of_who_announces_later(tmp_path: Path) -> None:
    files = {"a-node1.log": [announced(1), idle(5)], "a-node2.log": [announced(10), idle(50)]}
    first, second = epochs(tmp_path, files)
    assert (first.ends_by, first.heard) == ("capture_end", NOON + 5 * NS)
    assert not list(rivals((first, second)))


def test_one_log_that_was_collected_twice_is_one_writer(tmp_path: Path) -> None:
    lines = [announced(1), announced(20), idle(60)]
    files = {"a.log": lines[:2], "b.log": [*lines, withdrawn(90)]}
    (epoch,) = epochs(tmp_path, files)
    assert (epoch.lines, epoch.ends_by, epoch.node) == (2, "withdrawn", "a.log")


def test_two_programs_that_both_believe_are_two_tracks(tmp_path: Path) -> None:
    files = {
        "speaker-node1.log": [announced(1), idle(50)],
        "kube-vip.log": [*started(0, "node2"), adding(2), kube_vip(60, "new leader elected")],
    }
    assert played(tmp_path, files) == [
        ("kube-vip", "log", "node2", 2, 100, "capture_end"),
        ("metallb", "log", "speaker-node1.log", 1, 100, "capture_end"),
    ]


def test_what_is_announced_by_the_service_alone_is_joined_by_its_address_elsewhere(tmp_path: Path) -> None:
    lines = [*started(0, "node2"), adding(2, "0.0.0.0"), idle(3)][:3]
    assert played(tmp_path, {"kube-vip.log": lines}) == []
    assert [item[2] for item in played(tmp_path, {"kube-vip.log": lines, "svc.json": objects(service())})] == ["node2"]


def test_the_lease_for_all_services_is_for_what_kube_vip_names(tmp_path: Path) -> None:
    files = {
        "node2.log": [*started(0, "node2"), acquired(1), adding(2), kube_vip(9, 'leader lost "new leader"=node2')],
        "svc.json": objects(service(), service("other", OTHER)),
    }
    assert played(tmp_path, files) == [("kube-vip", "log", "node2", 1, 9, "withdrawn")]


def test_a_lease_that_others_see_change_hands_is_a_sequence_of_its_own(tmp_path: Path) -> None:
    files = {
        "node2.log": [
            *started(0, "node2"),
            adding(2),
            kube_vip(9, 'leader lost "new leader"=node2'),
            *started(11, "node2"),
            kube_vip(13, 'new leader elected "new leader"=node3'),
        ],
        "node3.log": [*started(0, "node3"), kube_vip(1, 'new leader elected "new leader"=node2'), acquired(12)],
    }
    assert played(tmp_path, files) == [
        ("kube-vip", "lease", "node2", 1, 9, "withdrawn"),
        ("kube-vip", "lease", "node3", 12, 100, "capture_end"),
        ("kube-vip", "log", "node2", 2, 9, "withdrawn"),
        ("kube-vip", "log", "node3", 12, 100, "capture_end"),
    ]


def test_a_lease_passes_on_from_a_node_whose_log_breaks_off_but_not_from_one_that_is_still_heard(
    tmp_path: Path,
) -> None:
    gone = [*started(0, "node2"), acquired(1), adding(2)]
    next_one = [*started(0, "node3"), acquired(12), adding(13)]
    first, second = played(tmp_path, {"node2.log": gone, "node3.log": next_one})
    assert first == ("kube-vip", "log", "node2", 1, 12, "takeover")
    assert second == ("kube-vip", "log", "node3", 12, 100, "capture_end")
    still = [*gone, kube_vip(40, "layer 2 broadcaster starting IP=192.0.2.80 device=eth0")]
    found = epochs(tmp_path, {"node2.log": still, "node3.log": next_one})
    assert [(both.start, both.end) for both in rivals(found)] == [(NOON + 12 * NS + 1000, NOON + 13 * NS)]


def test_a_log_that_sees_another_lead_takes_its_own_word_back(tmp_path: Path) -> None:
    lines = [*started(0, "node2"), acquired(1), adding(2), kube_vip(7, 'new leader elected "new leader"=node3')]
    assert ("kube-vip", "log", "node2", 1, 7, "takeover") in played(tmp_path, {"node2.log": lines})


def test_a_loss_that_names_no_lease_ends_what_may_be_meant(tmp_path: Path) -> None:
    using = [kube_vip(0, "kube-vip.io version=v1.0.0"), kube_vip(0, "using node name name=node2")]
    lines = [*using, adding(2), kube_vip(7, "leader lost node=node2")]
    assert played(tmp_path, {"node2.log": lines}) == [("kube-vip", "log", "node2", 2, 7, "withdrawn")]


def test_leases_as_objects_say_since_when_and_until_when_they_were_seen(tmp_path: Path) -> None:
    files = {
        "kube-vip.log": [adding(2)],
        "a.json": objects(lease("node2", 1, 9)),
        "b.json": objects(lease("node3", 20, 29)),
    }
    assert played(tmp_path, files)[:2] == [
        ("kube-vip", "lease", "node2", 1, 20, "takeover"),
        ("kube-vip", "lease", "node3", 20, 100, "capture_end"),
    ]
    assert [e.heard for e in epochs(tmp_path, files)[:2]] == [NOON + 9 * NS, NOON + 29 * NS]


def test_leases_for_one_service_are_known_by_their_names(tmp_path: Path) -> None:
    files = {
        "svc.json": objects(service(), service("other", OTHER)),
        "leases.json": objects(
            lease("node2", 1, 9, "web/kubevip-ingress"),
            lease("node3", 1, 9, "kube-system/cilium-l2announce-web-other"),
            lease("node4", 1, 9, "kube-system/kube-scheduler"),
        ),
    }
    assert [(e.vip, e.program, e.node) for e in epochs(tmp_path, files)] == [
        (VIP, "kube-vip", "node2"),
        (OTHER, "cilium", "node3"),
    ]


def test_events_about_a_service_follow_each_other(tmp_path: Path) -> None:
    files = {"all.json": objects(service(), assigned("node1", 1, 20), assigned("node2", 10, 10))}
    assert played(tmp_path, files) == [
        ("metallb", "object", "node1", 1, 10, "takeover"),
        ("metallb", "object", "node2", 10, 20, "takeover"),
        ("metallb", "object", "node1", 20, 100, "capture_end"),
    ]
    assert not list(rivals(epochs(tmp_path, files)))


def test_status_objects_that_are_listed_together_are_two_owners(tmp_path: Path) -> None:
    both = {"all.json": objects(service(), status("node1", 1), status("node2", 10, "l2-fghij"))}
    found = epochs(tmp_path, both)
    assert [(e.node, e.ends_by) for e in found] == [("node1", "capture_end"), ("node2", "capture_end")]
    assert len(list(rivals(found))) == 1
    files = {"a.json": objects(service(), status("node1", 1)), "b.json": objects(status("node2", 10))}
    assert [item[2:] for item in played(tmp_path, files)] == [
        ("node1", 1, 10, "takeover"),
        ("node2", 10, 100, "capture_end"),
    ]


def test_a_vrrp_instance_is_for_what_its_router_announces(tmp_path: Path) -> None:
    arp = "(VI_1) Sending/queueing gratuitous ARPs on eth0 for 192.0.2.80"
    lines = [
        keepalived(1, "node2", "(VI_1) Entering MASTER STATE"),
        keepalived(1, "node2", arp),
        keepalived(9, "node2", "(VI_1) Entering BACKUP STATE"),
    ]
    assert played(tmp_path, {"keepalived.log": lines}) == [("keepalived", "log", "node2", 1, 9, "withdrawn")]
    another = keepalived(5, "node2", "(VI_2) Entering MASTER STATE")
    lost = keepalived(7, "node2", "(VI_2) Entering BACKUP STATE")
    assert played(tmp_path, {"keepalived.log": [*lines[:2], another, lost, lines[2]]}) == [
        ("keepalived", "log", "node2", 1, 9, "withdrawn")
    ]


def test_without_frames_what_nothing_ends_lasts_to_the_last_line(tmp_path: Path) -> None:
    (epoch,) = epochs(tmp_path, {"speaker-node1.log": [announced(1), idle(50)]}, end=None)
    assert epoch.end == NOON + 50 * NS


def test_times_on_another_axis_than_the_frames_give_no_epochs(tmp_path: Path) -> None:
    read = logs(
        tmp_path,
        {
            "speaker-node1.log": [announced(1)],
            "all.json": objects(service(), lease("node2", None, None, "web/kubevip-ingress")),
        },
    )
    found = believed(read, NOBODY, END, dated=False)
    assert found.epochs == ()
    assert [(item.vip, item.node, item.lease) for item in found.held] == [(VIP, "node2", "web/kubevip-ingress")]


def test_what_says_nothing_of_an_address_gives_nothing(tmp_path: Path) -> None:
    files = {
        "speaker-node1.log": [metallb(1, event="createARPResponder", interface="eth0", msg="created ARP responder")],
        "leases.json": objects(lease("node2", 1, 9, SVCS)),
    }
    assert played(tmp_path, files) == []
