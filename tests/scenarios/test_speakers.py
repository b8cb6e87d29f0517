"""The programs behind the announcements of the committed captures are those that the truth says were run."""

from pathlib import Path

import pytest

from arpwatch_k8s.evidence import mac_text
from tests.conftest import REPO
from tests.scenarios.analyses import analyzed
from tests.scenarios.truths import macs_of, truth_of

SCENARIOS = sorted(path.parent.name for path in (REPO / "captures").glob("*/proxy.pcapng"))
KERNELS = {"linux", "kube-vip", "keepalived"}
PROGRAMS = {
    "announce": {"metallb"},
    "kube-vip acquires": {"kube-vip"},
    "kube-vip leaves the address": KERNELS,
    "keepalived starts": {"keepalived"},
    "arping -U": {"kube-vip"},
}
"""What the deeds of a node show of its programs; an operator's arping beside kube-vip is no second speaker."""
HELD = {"holds", "has as its own", "answers for others", "spoofing begins", "link fails over"}
"""An address that is only held, or lied about: a kernel's answers look the same whoever put it there."""
SPOKE = {"announce", "kube-vip acquires"}
"""Deeds after which a program must be heard, if they were done in the capture and its announcements come by."""


@pytest.mark.parametrize("name", SCENARIOS)
def test_programs_are_named_as_the_truth_has_them(name: str, captures: Path) -> None:
    truth, macs = truth_of(captures / name), macs_of(captures / name)
    vips = set(truth["vips"])
    found = [one for one in analyzed(captures / name / "proxy.pcapng").result.case.speakers if one.vip in vips]
    named = {(mac_text(speaker.mac), speaker.best.program) for speaker in found}
    deeds = [event for event in truth["events"] if "node" in event]
    told = {
        (mac, program)
        for event in deeds
        for mac in macs[event["node"]]
        for program in (KERNELS if event["event"] in HELD else PROGRAMS.get(event["event"], ()))
    }
    assert named <= told
    begun = next(event["t"] for event in truth["events"] if event["event"] == "capture begins")
    spoke = {
        (macs[event["node"]][0], program)
        for event in deeds
        if event["event"] in SPOKE and event["t"] - event["took"] > begun and event["vip"] in vips
        for program in PROGRAMS[event["event"]]
    }
    if "router" not in truth:
        assert spoke <= named
