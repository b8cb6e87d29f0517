"""The owner hands on to a pod behind a narrow link: it asks for smaller packets with ICMP, and all is well.

"Destination unreachable, fragmentation needed" is how path-MTU discovery works (RFC 1191). The message has the type of
host-unreachable, comes from the VIP's owner and quotes packets to the VIP; no connection suffers from it. The proxy
remembers what it was told, and asks anew when it has forgotten.
"""

from dataclasses import replace

from captures.lab.faults import forget_path_mtu, use_narrow_pod
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 5.0
TIMES = 3


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    if lab.hosts.pod is not None:
        lab.serve(lab.hosts.pod)
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        use_narrow_pod(lab, owner, lab.vip)
        for _ in range(TIMES):
            lab.wait(QUIET_S)
            forget_path_mtu(lab, lab.hosts.proxy)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, narrow_pod=True, cookie_bytes=2200, requests_per_s=5.0)


SCENARIO = Scenario(
    name="path-mtu",
    story="node2 serves the VIP from a pod behind a narrow link and asks for smaller packets; no request suffers.",
    duration_s=24.0,
    stage=stage,
    shape=shape,
)
