"""The owner's connection table is emptied under open connections, twice, and nobody moves.

The service has two endpoints on the node. What went on is new to the node then; it chooses the endpoint anew, and the
one chosen knows nothing of the connection: a bare reset in the middle of a download. New connections have no trouble.
"""

from dataclasses import replace

from captures.lab.faults import change_endpoint, flush_conntrack
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = (5.0, 8.0)
"By the first, every download has begun and none is over."
SECOND_ENDPOINT = 8444


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    lab.serve(owner, port=SECOND_ENDPOINT)
    endpoints = (SECOND_ENDPOINT, lab.options.backend_port)
    with lab.recording(), lab.load():
        for endpoint, quiet_s in zip(endpoints, QUIET_S, strict=True):
            lab.wait(quiet_s)
            # The stand-in for kube-proxy has one endpoint at a time: which one is next is decided here, not by chance.
            change_endpoint(lab, owner, lab.vip, backend_port=endpoint)
            flush_conntrack(lab, owner)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0, clients_keeping=3, clients_downloading=6)


SCENARIO = Scenario(
    name="conntrack-lost",
    story="node2 owns the VIP throughout; its connection table is emptied twice and open connections are reset.",
    duration_s=24.0,
    stage=stage,
    shape=shape,
)
