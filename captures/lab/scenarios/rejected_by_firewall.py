"""The VIP stays where it is and the owner's firewall rejects new connections for a while.

A reload of the firewall puts its rules before those that let the service in. It answers with ICMP host-prohibited
(3/10), which nginx logs as 113, as it does host-unreachable.
"""

from dataclasses import replace

from captures.lab.faults import lower_firewall, raise_firewall
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 7.0
RAISED_S = 6.0


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        raise_firewall(lab, owner)
        lab.wait(RAISED_S)
        lower_firewall(lab, owner)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=6.0)


SCENARIO = Scenario(
    name="rejected-by-firewall",
    story="node2 owns the VIP throughout; for 6 s its firewall rejects new connections with ICMP 3/10.",
    duration_s=22.0,
    stage=stage,
    shape=shape,
)
