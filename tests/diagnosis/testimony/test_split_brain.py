"""Two nodes of one program that both say that they hold an address."""

import json
from pathlib import Path

import pytest

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.correlator.testimony.told import (
    acquired,
    adding,
    announced,
    idle,
    keepalived,
    kube_vip,
    metallb,
    started,
    withdrawn,
)
from tests.diagnosis.testimony.lines import only, rules, verdict
from tests.savefiles import VIP

ID = "split-brain"
ONE, OTHER = "speaker-node1.log", "speaker-node2.log"
BOTH = {
    ONE: [idle(0), announced(1), announced(30), announced(60), idle(90)],
    OTHER: [idle(0), announced(10), announced(31), announced(61), idle(90)],
}


def starting(second: float) -> str:
    """A speaker begins."""
    return metallb(second, msg="MetalLB speaker starting version 0.14.8", version="0.14.8")


def test_two_speakers_that_both_announce_for_long_are_the_cause_at_medium_confidence(tmp_path: Path) -> None:
    found = verdict(tmp_path, BOTH)
    one = only(found, ID)
    assert (found.outcome, found.cause) == (Outcome.ROOT_CAUSE, ID)
    assert (one.severity, one.confidence, one.vip) == (Severity.WARNING, Confidence.MEDIUM, VIP)
    assert one.summary == f"By its logs MetalLB held {VIP} on {ONE} and {OTHER} at once, for 79.0 s"
    assert [ref.line for ref in one.lines] == [2, 2]
    assert "7946" in one.remedy


def test_two_masters_of_one_group_are_told_by_keepalived(tmp_path: Path) -> None:
    master, sends = "(VI_1) Entering MASTER STATE", f"(VI_1) Sending/queueing gratuitous ARPs on eth0 for {VIP}"
    files = {
        f"keepalived-{host}.log": [
            keepalived(0, host, "Starting VRRP child process, pid=754"),
            keepalived(at, host, master),
            *(keepalived(at + later, host, sends) for later in (0, 5, 40)),
        ]
        for host, at in (("node1", 2), ("node2", 9))
    }
    one = only(verdict(tmp_path, files), ID)
    assert (one.confidence, "keepalived held" in one.summary) == (Confidence.MEDIUM, True)
    assert "protocol 112" in one.remedy


@pytest.mark.parametrize(
    "files",
    [
        {ONE: [announced(1), announced(20), withdrawn(30), idle(90)], OTHER: [announced(29), announced(60), idle(90)]},
        {ONE: [announced(1), announced(20), idle(22)], OTHER: [idle(0), announced(25), announced(60), idle(90)]},
        {ONE: [announced(1), announced(9), idle(20), starting(24), idle(90)], OTHER: [announced(25), idle(90)]},
        {ONE: [announced(1), announced(20), withdrawn(33), idle(90)], OTHER: [announced(30), announced(60), idle(90)]},
    ],
    ids=["a clean move", "a node that died", "a speaker that was restarted", "a move between clocks that differ"],
)
def test_a_move_is_no_split_brain(tmp_path: Path, files: dict[str, list[str]]) -> None:
    found = verdict(tmp_path, files)
    assert (found.outcome, ID in rules(found)) == (Outcome.INCONCLUSIVE, False)


def test_kube_vip_without_arp_has_the_address_on_each_node_and_that_is_right(tmp_path: Path) -> None:
    files = {
        f"kube-vip-{node}.log": [
            kube_vip(0, f"using node name name={node}"),
            adding(second),
            kube_vip(60, "successful add IP address=192.0.2.80/32"),
        ]
        for node, second in (("node1", 2), ("node2", 4))
    }
    found = verdict(tmp_path, files)
    assert ID not in rules(found)
    assert any("announces it from none" in one.why for one in found.ruled_out if one.rule == ID)


def test_lines_that_were_picked_out_leave_it_open(tmp_path: Path) -> None:
    picked = {name: [line for line in lines if "serviceAnnounced" in line] for name, lines in BOTH.items()}
    found = verdict(tmp_path, picked)
    assert (found.outcome, only(found, ID).confidence) == (Outcome.SYMPTOMS_UNEXPLAINED, Confidence.LOW)


def test_two_copies_of_one_log_are_one(tmp_path: Path) -> None:
    found = verdict(tmp_path, {ONE: BOTH[ONE], "copy.log": BOTH[ONE]})
    assert (found.outcome, rules(found)) == (Outcome.INCONCLUSIVE, set())


def test_two_logs_that_begin_in_the_same_words_leave_it_open(tmp_path: Path) -> None:
    found = verdict(tmp_path, {ONE: BOTH[ONE], OTHER: [announced(1), announced(31), announced(61), idle(90)]})
    assert (found.outcome, only(found, ID).confidence) == (Outcome.SYMPTOMS_UNEXPLAINED, Confidence.LOW)


def test_one_that_did_not_say_so_again_is_information(tmp_path: Path) -> None:
    files = {ONE: [idle(0), announced(1), idle(90)], OTHER: BOTH[OTHER]}
    found = verdict(tmp_path, files)
    assert (found.outcome, only(found, ID).severity) == (Outcome.INCONCLUSIVE, Severity.INFO)


def test_a_lease_that_was_lost_in_time_is_none(tmp_path: Path) -> None:
    files = {
        "kube-vip-node1.log": [
            *started(0, "node1"),
            acquired(1),
            adding(2),
            kube_vip(30, "lost services leadership, restarting kube-vip"),
        ],
        "kube-vip-node2.log": [
            *started(0, "node2"),
            acquired(34),
            adding(35),
            kube_vip(60, "new leader elected id=node2"),
        ],
    }
    assert ID not in rules(verdict(tmp_path, files))


def test_no_order_of_files_and_no_names_without_one_change_anything(tmp_path: Path) -> None:
    said = []
    for number, names in enumerate([(ONE, OTHER), (OTHER, ONE)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = verdict(folder, dict(zip(names, BOTH.values(), strict=True)))
        one = only(found, ID)
        said.append((found.outcome, found.cause, one.confidence, one.start, one.end, json.dumps(one.remedy)))
    assert said[0] == said[1]
