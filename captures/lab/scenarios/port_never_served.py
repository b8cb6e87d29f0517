"""Something asks a port of the VIP that nobody ever served, and is refused each time; the service itself is well.

kube-vip's node has the address itself, so its kernel refuses (TTL 64). It is a mistake in somebody's configuration,
and no backend that went away.
"""

from dataclasses import replace

from captures.lab.claimants import KubeVip, knock
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

NOBODYS_PORT = 8080
FIRST_ROUND_S = 4.0
KNOCK_S = 2.0


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    for node in lab.nodes:
        lab.program(node, lab.vip)
    KubeVip(lab, owner).acquire(lab.vip)
    lab.wait(FIRST_ROUND_S)
    with lab.recording(), lab.load():
        while lab.remaining_s > KNOCK_S:
            lab.wait(KNOCK_S)
            knock(lab, lab.hosts.proxy, lab.vip, port=NOBODYS_PORT)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0)


SCENARIO = Scenario(
    name="port-never-served",
    story="A port of the VIP that never served refuses every connection; the service itself is well.",
    duration_s=18.0,
    stage=stage,
    shape=shape,
)
