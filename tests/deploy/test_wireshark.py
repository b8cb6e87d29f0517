"""Wireshark takes our profile as it is: each filter compiles, each column shows."""

import csv
import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPO
from tests.savefiles import MAC_A, VIP, announcement, pcap, save

pytestmark = pytest.mark.tshark
PROFILE = REPO / "deploy" / "wireshark" / "profile"
RULES = [line.split("@") for line in (PROFILE / "colorfilters").read_text().splitlines() if line.startswith("@")]
BUTTONS = list(csv.reader((PROFILE / "dfilter_buttons").read_text().splitlines()[1:]))
FILTERS = {rule[1]: rule[2] for rule in RULES} | {button[1]: button[2] for button in BUTTONS}


@pytest.fixture
def claimed(tmp_path: Path) -> str:
    """One announcement."""
    return save(tmp_path / "x.pcap", pcap([(0, announcement(MAC_A))]))


def tshark(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """tshark with our profile as its own settings."""
    profile = home / "wireshark" / "profiles" / "arpwatch-k8s"
    profile.parent.mkdir(parents=True, exist_ok=True)
    if not profile.exists():
        profile.symlink_to(PROFILE)
    env = {**os.environ, "WIRESHARK_CONFIG_DIR": str(home / "wireshark"), "XDG_CONFIG_HOME": str(home)}
    return subprocess.run(["tshark", "-C", "arpwatch-k8s", *words], capture_output=True, text=True, env=env, check=True)


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_compiles(name: str, claimed: str, tmp_path: Path) -> None:
    tshark(tmp_path, "-r", claimed, "-Y", FILTERS[name])


def test_a_rule_has_two_colors_of_three_parts() -> None:
    assert len(RULES) > 10
    for rule in RULES:
        front, _, back = rule[3].partition("][")
        assert [len(color.strip("[]").split(",")) for color in (front, back)] == [3, 3]


def test_an_announcement_is_colored_and_its_claim_has_columns(claimed: str, tmp_path: Path) -> None:
    names = ("frame.coloring_rule.name", "_ws.col.Claimed address", "_ws.col.Claimed by")
    wanted = [word for name in names for word in ("-e", name)]
    done = tshark(tmp_path, "-r", claimed, "--color", "-T", "fields", *wanted)
    assert done.stdout.rstrip("\n").split("\t") == ["ARP announcement", VIP, MAC_A]
