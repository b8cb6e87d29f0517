"""What each program sends, with the place in its source that says so.

A new program is one more entry. Commits: metallb 7938d3f, kube-vip bee5cfe, keepalived 9cbce3e, resource-agents
bf01ad0, iputils 9900265, cilium 07293bf and 48f86b3, openelb f35d3f1, purelb 08b4e19, antrea fc70f2b, loxilb 6404538,
linux 60a2f25, UCarp 1a9aaf7, frr fbfc822. "measured": on Linux 6.18 with the real program.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from arpwatch_k8s.speakers.signature import Adverts, Answers, Beat, Form, Mac, Signature, gap
from arpwatch_k8s.thresholds import NS

KEEPALIVED_BEAT: Final = Beat(
    # lower-priority adverts, one a second, make a master announce again after each
    gaps=(gap(0, 0.15), gap(4.8, 5.4), gap(0.8, 1.2, 0.3)),
    burst=5,
    within_ns=150_000_000,
    rest_ns=2 * NS,
)
HALVES: Final = {Form.REQUEST_ALL: 0.03, Form.REPLY_ALL: 0.03}
"""What a lost frame, or a capture that began or ended between the two, leaves of a pair."""
VIRTUAL_ROUTER_FORMS: Final = {Form.REQUEST_ALL: 1.0, Form.ND_VIP_SOURCE: 0.5, Form.ND_VIP_SOURCE_ROUTER: 0.5}

SIGNATURES: Final = (
    Signature(
        id="metallb",
        name="MetalLB",
        family="metallb",
        forms={Form.PAIR_ALL: 1.0, **HALVES, Form.ND_OWN_SOURCE: 1.0},
        # one ticker for all addresses: the second pair may come early; one may be lost
        beat=Beat(
            gaps=(gap(0.95, 1.35), gap(0, 0.95, 0.1), gap(1.35, 2.5, 0.15)),
            burst=5,
            within_ns=1_350_000_000,
            rest_ns=2_500_000_000,
        ),
        answers=Answers.USERLAND,
        mixes=0.1,
        padded=True,
        controller=True,
        usual=1.0,
        sources=(
            "forms: metallb internal/layer2/arp.go:54-66, ndp.go:158-171",
            "1.1 s over 5 s, re-armed by every reconcile: metallb internal/layer2/announcer.go:157-197",
            "padding: mdlayher/ethernet 529eae5 ethernet.go:225-249; metallb#589",
            "answers: metallb internal/layer2/arp.go:95-98",
        ),
    ),
    Signature(
        id="kube-vip",
        name="kube-vip",
        family="kube-vip",
        forms={Form.REPLY_OWN: 0.5, Form.REQUEST_ALL: 0.5, Form.ND_OWN_SOURCE: 1.0},
        beat=Beat(gaps=(gap(2.85, 3.4), gap(5.7, 6.8, 0.1)), forever=True, rest_ns=10 * NS, steady=0.15),
        answers=Answers.KERNEL,
        # one toggle for the whole process: strict alternation with one VIP, any mix with several
        mixes=0.9,
        controller=True,
        usual=1.0,
        sources=(
            "forms and their toggle: kube-vip pkg/vip/arp.go:167-213, ndp.go:46-72",
            "3 s, for ever, vip_arpRate: kube-vip pkg/arp/arp.go:28-33,153-180",
            "no padding: kube-vip pkg/vip/arp.go:251-273; kube-vip#788",
        ),
    ),
    Signature(
        id="keepalived",
        name="keepalived",
        family="keepalived",
        forms=VIRTUAL_ROUTER_FORMS,
        beat=KEEPALIVED_BEAT,
        answers=Answers.KERNEL,
        adverts=Adverts.VRRP,
        controller=True,
        usual=1.0,
        sources=(
            "forms: keepalived vrrp_arp.c:96-163, vrrp_ndisc.c:166-265",
            "5 at once, 5 more 5 s later: keepalived include/vrrp.h:167-170; measured",
            "5 for each advert of lower priority: keepalived vrrp.c:2450-2477",
        ),
    ),
    Signature(
        id="keepalived-vmac",
        name="keepalived with use_vmac",
        family="keepalived",
        forms=VIRTUAL_ROUTER_FORMS,
        beat=KEEPALIVED_BEAT,
        answers=Answers.KERNEL,
        adverts=Adverts.VRRP,
        mac=Mac.VIRTUAL,
        controller=True,
        usual=1.0,
        sources=("virtual MAC: keepalived vrrp_vmac.c:50", "the rest as keepalived"),
    ),
    Signature(
        id="frr",
        name="FRR vrrpd",
        family="frr",
        forms={Form.REQUEST_ALL: 1.0, Form.ND_VIP_SOURCE_ROUTER: 1.0},
        beat=Beat(rest_ns=2 * NS),
        answers=Answers.KERNEL,
        adverts=Adverts.VRRP,
        mac=Mac.VIRTUAL,
        sources=("one request: frr vrrpd/vrrp_arp.c:62-100, vrrp.c:1382-1414", "frr vrrpd/vrrp_ndisc.c:54-134"),
    ),
    Signature(
        id="router",
        name="a router's VRRP or HSRP",
        family="router",
        forms={Form.REPLY_ALL: 0.8, Form.REQUEST_ALL: 0.1, Form.REQUEST_NONE: 0.05, Form.REPLY_OWN: 0.05},
        beat=Beat(gaps=(gap(0.8, 3.6, 0.7),), burst=1, within_ns=3_600_000_000, limit=3),
        answers=Answers.KERNEL,
        mixes=0.1,
        adverts=Adverts.VRRP,
        mac=Mac.VIRTUAL,
        usual=0.6,
        sources=("one announcement or more by the new master: RFC 9568 section 6.4.2; RFC 2281 section 6",),
    ),
    Signature(
        id="pacemaker",
        name="Pacemaker IPaddr2",
        family="pacemaker",
        forms={Form.REQUEST_ALL: 1.0, Form.ND_VIP_SOURCE: 1.0},
        beat=Beat(
            gaps=(gap(0.95, 1.06), gap(0.15, 0.3, 0.5)), burst=5, within_ns=1_060_000_000, limit=5, rest_ns=2 * NS
        ),
        answers=Answers.KERNEL,
        usual=0.4,
        sources=(
            "5 requests, 1 s apart: resource-agents tools/send_arp.linux.c:327-422, heartbeat/IPaddr2:86-93",
            "IPv6, 5 x 200 ms: resource-agents heartbeat/IPv6addr_utils.c:41-147",
        ),
    ),
    Signature(
        id="pacemaker-libnet",
        name="Pacemaker (send_arp, libnet build)",
        family="pacemaker",
        forms={Form.PAIR_OWN: 1.0, Form.REQUEST_NONE: 0.03, Form.REPLY_OWN: 0.03},
        beat=Beat(gaps=(gap(0.15, 0.3),), burst=5, within_ns=300_000_000, limit=5, rest_ns=2 * NS),
        answers=Answers.KERNEL,
        mixes=0.1,
        sources=("pairs 100 ms wide, 200 ms apart: resource-agents tools/send_arp.libnet.c:302-315,399-434",),
    ),
    Signature(
        id="arping",
        name="arping, by hand or script",
        family="arping",
        forms={Form.REQUEST_ALL: 0.5, Form.REPLY_OWN: 0.5},
        beat=Beat(gaps=(gap(0.95, 1.06),), within_ns=1_060_000_000, rest_ns=2 * NS),
        answers=Answers.KERNEL,
        mixes=0.3,
        runs=True,
        manages=False,
        usual=0.4,
        sources=("-U requests, -A replies, 1 s: iputils arping.c:255-300; measured",),
    ),
    Signature(
        id="cilium",
        name="Cilium",
        family="cilium",
        forms={Form.REPLY_ALL: 0.5, Form.REQUEST_ALL: 0.5, Form.ND_WEAK_SOURCE_OPTION: 1.0},
        beat=Beat(),
        answers=Answers.BPF,
        padded=True,
        controller=True,
        usual=0.8,
        sources=(
            "a reply up to about 1.18, later a request: cilium pkg/datapath/gneigh/gneigh.go 07293bf and 48f86b3",
            "once an address and interface: cilium l2responder.go 78196de; cilium#35972",
            "answers in place: cilium bpf/lib/arp.h 01ba1fb",
        ),
    ),
    Signature(
        id="openelb",
        name="OpenELB",
        family="openelb",
        forms={Form.PAIR_ALL: 1.0, **HALVES, Form.ND_OWN_SOURCE: 1.0},
        beat=Beat(),
        answers=Answers.USERLAND,
        mixes=0.1,
        padded=True,
        controller=True,
        sources=(
            "one pair, never repeated: openelb pkg/speaker/layer2/arp_announcer.go:146-169",
            "IPv6: openelb pkg/speaker/layer2/ndp_announcer.go:242",
        ),
    ),
    Signature(
        id="purelb",
        name="PureLB",
        family="purelb",
        forms={Form.PAIR_ALL: 1.0, **HALVES, Form.ND_OWN_SOURCE: 1.0},
        beat=Beat(gaps=(gap(0.4, 0.65),), burst=3, within_ns=650_000_000, limit=3, rest_ns=2 * NS),
        answers=Answers.KERNEL,
        mixes=0.1,
        padded=True,
        controller=True,
        sources=("3 pairs, 0.5 s apart: purelb internal/local/network.go:340-414, announcer_local.go:1220-1326",),
    ),
    Signature(
        id="antrea",
        name="Antrea",
        family="antrea",
        forms={Form.REQUEST_ALL: 1.0, Form.ND_OWN_SOURCE: 1.0},
        beat=Beat(),
        answers=Answers.KERNEL,
        controller=True,
        sources=("one request: antrea pkg/agent/util/arping/arping_linux.go:32-70, util/ndp/ndp.go:26-48",),
    ),
    Signature(
        id="loxilb",
        name="loxilb",
        family="loxilb",
        forms={Form.REPLY_ALL: 1.0, Form.ND_WEAK_TARGET_OPTION: 1.0},
        beat=Beat(gaps=(gap(29, 36),), forever=True, rest_ns=60 * NS),
        answers=Answers.KERNEL,
        controller=True,
        usual=0.2,
        sources=("a reply about every 31 s: loxilb pkg/utils/net.go:265-324, pkg/loxinet/rules.go:2892-2902",),
    ),
    Signature(
        id="linux",
        name="the Linux kernel (link up, bond failover, migration)",
        family="linux",
        forms={Form.REQUEST_NONE: 1.0, Form.ND_VIP_SOURCE: 0.7, Form.ND_VIP_SOURCE_ROUTER: 0.3},
        beat=Beat(rest_ns=NS),
        answers=Answers.KERNEL,
        manages=False,
        usual=1.0,
        sources=("all addresses of an interface at once, on events: linux net/ipv4/devinet.c inetdev_event; measured",),
    ),
    Signature(
        id="host",
        name="a host that was given the address (RFC 5227)",
        family="host",
        forms={Form.REQUEST_NONE: 1.0},
        beat=Beat(gaps=(gap(1.8, 2.2),), burst=2, within_ns=2_200_000_000, limit=3),
        answers=Answers.KERNEL,
        manages=False,
        usual=0.8,
        sources=("two announcements 2 s apart: RFC 5227 section 2.3",),
    ),
    Signature(
        id="device",
        name="a router or switch that announces its own address",
        family="device",
        forms={Form.REPLY_ALL: 0.9, Form.REQUEST_NONE: 0.1},
        beat=Beat(gaps=(gap(0.8, 3.6, 0.7),), within_ns=3_600_000_000, limit=3),
        answers=Answers.KERNEL,
        manages=False,
        sources=("seen: zeek testing/btest/Traces/icmp_dot1q.trace",),
    ),
    Signature(
        id="ucarp",
        name="UCARP",
        family="ucarp",
        forms={Form.REQUEST_OWN: 1.0},
        beat=Beat(gaps=(gap(1.8, 2.2),), burst=2, within_ns=2_200_000_000),
        answers=Answers.KERNEL,
        adverts=Adverts.CARP,
        controller=True,
        sources=("at once and 2 s later: UCarp src/garp.c:10-66, src/carp.c:314-320; measured",),
    ),
)
BY_ID: Final[Mapping[str, Signature]] = {signature.id: signature for signature in SIGNATURES}
