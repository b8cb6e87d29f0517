"""A run may have another network, other ports and another load; what is expected of it follows."""

from __future__ import annotations

import argparse
import subprocess
from ipaddress import IPv4Network, ip_network
from pathlib import Path

import pytest

from captures.lab.__main__ import options_of, parser
from captures.lab.errors import LabError
from captures.lab.options import Options
from captures.lab.scenarios import ALL
from captures.lab.topology import plan
from captures.lab.truth import Truth
from tests.conftest import REPO
from tests.lab.test_remade import varied
from tests.scenarios.remade import expected_of, scaled
from tests.scenarios.truths import truth_of

BY_NAME = {scenario.name: scenario for scenario in ALL}


def options(*words: str) -> Options:
    """What the command makes of its arguments."""
    given: argparse.Namespace = parser().parse_args(words)
    return options_of(given, scenario=BY_NAME[given.scenario])


def remade(folder: Path, *words: str) -> Path:
    """A scenario's folder, with the truth of a run that was not played."""
    asked = options(*words)
    made = folder / words[0]
    made.mkdir()
    Truth().write(made, options=asked, hosts=plan(asked))
    (made / "expected.toml").write_text((REPO / "captures" / words[0] / "expected.toml").read_text())
    return made


def test_by_default_a_run_is_that_of_the_committed_captures(tmp_path: Path) -> None:
    for name in ("healthy", "dual-stack", "two-vips-one-sick", "proxy-arp", "not-visible-here"):
        committed = truth_of(REPO / "captures" / name)
        made = truth_of(remade(tmp_path, name))
        for about in ("seed", "vips", "port", "nodes", "proxy", "other", "router", "load"):
            assert made.get(about) == committed.get(about), (name, about)


@pytest.mark.parametrize("name", BY_NAME)
def test_every_scenario_has_its_addresses_in_the_network_that_it_is_given(name: str) -> None:
    network, network6 = ip_network("10.20.0.0/23"), ip_network("fd00:1::/64")
    asked = options(name, "--network", str(network), "--network6", str(network6), "--nodes", "5")
    hosts = plan(asked)
    assert len(hosts.nodes) == 5
    assert all(vip in network or vip in network6 for vip in asked.vips)
    assert {host.address in network for host in (*hosts.nodes, hosts.other)} == {True}
    assert {host.interface6.ip in network6 for host in hosts.nodes if host.interface6} == {True}


def test_expectations_have_the_addresses_of_the_run(tmp_path: Path) -> None:
    asked = ("--network", "10.20.0.0/23", "--network6", "fd00:1::/64")
    told = expected_of(remade(tmp_path, "dual-stack", *asked))
    assert (told["vip"], told["also"][0]["vip"]) == ("10.20.0.80", "fd00:1::80")
    told = expected_of(remade(tmp_path, "proxy-arp", *asked))
    assert [epoch["node"] for epoch in told["epochs"]] == ["10.20.0.158", "node2", ["node2", "10.20.0.158"]]


def test_expectations_grow_with_the_load_and_nothing_comes_of_nothing(tmp_path: Path) -> None:
    once, twice = (
        expected_of(remade(tmp_path / f"{n}", "dual-stack", "--rate", str(8 * n))) for n in folders(tmp_path)
    )
    assert twice["outcomes"]["ok"] == [once["outcomes"]["ok"][0], 2 * once["outcomes"]["ok"][1]]
    assert twice["also"][0]["outcomes"]["unreachable"] == [1, 60]
    assert twice["outcomes"]["refused"] == [0, 0]
    assert (scaled([10, 20], 0.5), scaled(3, 2.0), scaled([0, 0], 3.0)) == ([5, 20], [3, 6], [0, 0])


def folders(top: Path) -> tuple[int, int]:
    """One, two, and a folder for each."""
    for n in (1, 2):
        (top / f"{n}").mkdir()
    return 1, 2


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--network", "198.51.100.0/24"), "198.51.100.0/24 overlaps"),
        (("--network", "10.0.0.0/8"), "10.0.0.0/8 overlaps with 10.244.1.0/24"),
        (("--network", "10.0.0.0/25"), "too small"),
        (("--network6", "2001:db8::/120"), "too small"),
    ],
)
def test_a_network_that_cannot_be_is_refused(words: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(LabError, match=complaint):
        plan(options("healthy", *words))


def test_a_seed_always_chooses_the_same_and_networks_that_can_be() -> None:
    assert varied(7) == varied(7)
    chosen = [dict(zip(words[::2], words[1::2], strict=True)) for words in map(varied, range(200))]
    assert len({one["--network"] for one in chosen}) > 100
    assert {one["--nodes"] for one in chosen} == {"3", "4", "5", "6"}
    for one in chosen:
        assert IPv4Network(one["--network"]).is_private
        plan(options("healthy", "--network", one["--network"], "--nodes", one["--nodes"]))


@pytest.mark.parametrize(
    ("told", "handed_on"),
    [
        ((), ()),
        (("SEED=7",), ("--seed", "7")),
        (
            ("NETWORK=10.20.0.0/23", "NODES=5", "SEED=7", "RATE=8"),
            ("--network", "10.20.0.0/23", "--nodes", "5", "--seed", "7", "--rate", "8"),
        ),
    ],
)
def test_make_lab_hands_on_what_is_to_be_other(told: tuple[str, ...], handed_on: tuple[str, ...]) -> None:
    argv = ("make", "-n", "lab", "SCENARIOS=healthy", *told)
    done = subprocess.run(argv, cwd=REPO, capture_output=True, text=True, check=True)
    (line,) = (line for line in done.stdout.splitlines() if "-m captures.lab" in line)
    assert tuple(line.split("-o build/lab/{}")[1].split()) == handed_on
