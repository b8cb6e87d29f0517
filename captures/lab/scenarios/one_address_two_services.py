"""Two services share one address, and each has an owner of its own: node2 for port 443, node3 for port 8443.

kube-vip elects an owner for each service, and both hold the address. Their endpoints are on their own nodes only
(traffic policy Local), so whatever goes to the other node is dropped: the proxy follows whoever announced last, and
one of the two services is always dead.
"""

from dataclasses import replace

from captures.lab.claimants import KubeVip
from captures.lab.faults import without_local_endpoints
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

SECOND_PORT = 8443
CONNECT_S = 0.9
"Less than until the first retry of a SYN (1.03 s), which might find the other node."
SECOND_LATER_S = 1.5
"Half a tick of kube-vip, which ticks from its start on: each has the traffic for as long as the other."
FIRST_ROUND_S = 4.0


def stage(lab: Lab) -> None:
    first, second = lab.nodes[1], lab.node(3)
    port = lab.options.second_port or 0
    lab.program(first, lab.vip)
    without_local_endpoints(lab, first, lab.vip, port=port)
    lab.program(second, lab.vip, port=port)
    without_local_endpoints(lab, second, lab.vip, port=lab.options.service_port)
    KubeVip(lab, first).acquire(lab.vip)
    lab.wait(SECOND_LATER_S)
    KubeVip(lab, second).acquire(lab.vip)
    lab.wait(FIRST_ROUND_S)
    with lab.recording(), lab.load():
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=6.0, clients_keeping=0, connect_timeout_s=CONNECT_S, second_port=SECOND_PORT)


SCENARIO = Scenario(
    name="one-address-two-services",
    story="Two services share the VIP, node2 holds it for one and node3 for the other; each drops the other's traffic.",
    duration_s=26.0,
    stage=stage,
    shape=shape,
)
