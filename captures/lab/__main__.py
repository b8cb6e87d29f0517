"""The command: `python -m captures.lab SCENARIO [-o DIR]`."""

import argparse
import os
import sys
from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path

from captures.lab import topology
from captures.lab.errors import LabError
from captures.lab.lab import standing
from captures.lab.options import DOCUMENTATION_NETWORK, USUAL_SEED, Options
from captures.lab.scenarios import ALL
from captures.lab.scenarios.scenario import Scenario

MADE = Path(__file__).resolve().parents[1] / "made"
LEAST_DURATION_S, MOST_DURATION_S = 10.0, 300.0
VLANS = range(1, 4095)
DURATION = f"({LEAST_DURATION_S:.0f} to {MOST_DURATION_S:.0f}; default: the scenario's own)"


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m captures.lab", description="Stage and capture a VIP scenario.")
    parser.add_argument("scenario", nargs="?", choices=[s.name for s in ALL], metavar="SCENARIO", help="see --list")
    parser.add_argument("--list", action="store_true", help="list the scenarios and exit")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="default: captures/made/SCENARIO")
    parser.add_argument("--nodes", type=int, choices=range(2, 9), default=4, metavar="N", help="2 to 8, default 4")
    parser.add_argument("--duration", type=float, metavar="S", help=f"seconds of load {DURATION}")
    parser.add_argument("--seed", type=int, default=USUAL_SEED, metavar="N", help="of all chance, default 1")
    parser.add_argument("--network", type=IPv4Network, default=DOCUMENTATION_NETWORK, help="default %(default)s")
    parser.add_argument("--network6", type=IPv6Network, metavar="N", help="give every host an IPv6 address as well")
    parser.add_argument("--vlan", type=int, metavar="ID", help="the proxy's link is a trunk")
    parser.add_argument("--rate", type=float, metavar="N", help="requests per second, default: the scenario's own")
    parser.add_argument("--vantage", action="append", metavar="V", help="proxy, proxy-any or a node, repeatable")
    parser.add_argument("--vip", type=ip_address, action="append", metavar="A", help="default: number 80, repeatable")
    return parser


def options_of(given: argparse.Namespace, *, scenario: Scenario) -> Options:
    """The run that was asked for."""
    duration_s = scenario.duration_s if given.duration is None else given.duration
    if not LEAST_DURATION_S <= duration_s <= MOST_DURATION_S:
        raise LabError(f"--duration {duration_s:g} is outside {LEAST_DURATION_S:g} to {MOST_DURATION_S:g} s")
    if given.vlan is not None and given.vlan not in VLANS:
        raise LabError(f"--vlan {given.vlan} is outside {VLANS.start} to {VLANS.stop - 1}")
    options = Options(
        scenario=scenario.name,
        directory=given.output or MADE / scenario.name,
        seed=given.seed,
        duration_s=duration_s,
        # Process ids are unique among the runs at one time.
        prefix=f"arpwatch-lab-{os.getpid()}",
        network=given.network,
        nodes=given.nodes,
        vips=tuple(given.vip or (topology.default_vip(given.network),)),
        network6=given.network6,
        vlan=given.vlan,
        requests_per_s=scenario.requests_per_s,
        clients_keeping=scenario.clients_keeping,
    )
    shaped = scenario.shape(options)
    rate = given.rate or shaped.requests_per_s
    return replace(
        shaped,
        requests_per_s=rate,
        load=rate / shaped.requests_per_s,
        vantages=tuple(given.vantage or shaped.vantages),
    )


def play(options: Options, *, scenario: Scenario) -> None:
    """Build the segment, stage the scenario, keep its results."""
    if os.geteuid() != 0:
        raise LabError("network namespaces need root")
    with standing(options) as lab:
        print(f"playing {scenario.name} for {options.duration_s:g} s", file=sys.stderr)
        scenario.stage(lab)
        lab.keep()
    print(options.directory)


def main() -> int:
    arguments = parser()
    given = arguments.parse_args()
    if given.list:
        for scenario in ALL:
            print(f"{scenario.name:<24} {scenario.story}")
        return 0
    if given.scenario is None:
        arguments.error("name a SCENARIO, or --list them")
    scenario = next(s for s in ALL if s.name == given.scenario)
    try:
        play(options_of(given, scenario=scenario), scenario=scenario)
    except LabError as error:
        print(f"captures.lab: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
