"""A router or node answers ARP on behalf of others (proxy_arp), the VIP among them.

Linux answers late, by a random time up to 0.8 s, so the owner's stands while it is there: a cache refuses a second MAC
within a second. Others answer at once: they are told by the addresses of other hosts that they answer for as well.
Where the owner is slow or gone, the proxy wins, and SYNs go to a node that merely routes. One host that is slow answers
late as well; it is no proxy unless another has the VIP, or it answers so for addresses of others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.dealings import harmed_at
from arpwatch_k8s.diagnosis.signs.proxies import LEAST, SEVERAL, Proxy, proxies
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import listed, plural, span

ID = "proxy-arp"
MOST: Final = 6
"""Frames that are named."""
SPREAD_NS: Final = 200_000_000
"""By how much delays differ that are drawn at random: a quarter of proxy_delay, 0.8 s (Linux net/ipv4/arp.c)."""

REMEDY = (
    "On {node}: sysctl -w net.ipv4.conf.IF.proxy_arp=0 (and conf.all.proxy_arp) on the interface that faces the proxy; "
    "a CNI that needs proxy_arp needs it on its own veths alone (metallb/metallb#726). IPv6: proxy_ndp=0, ip -6 neigh "
    "show proxy."
)
CONFIRM = (
    Proof("On {node}", "sysctl -a | grep -E 'proxy_arp|proxy_ndp'", "1 on the interface that answers"),
    Proof("On {node}", "ip neigh show proxy"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and owner that answers for others."""
    found = [
        finding(case, record, owner, proxy) for record in case.vips for owner, proxy in proxies(case, record).items()
    ]
    return found, []


def finding(case: Case, record: VipRecord, owner: int, proxy: Proxy) -> Finding:
    """The finding against one that answers for others."""
    label, node = case.inventory.label(owner), case.inventory.name(owner) or "that host"
    claims = record.claims.rows[record.claims["owner"] == owner]
    start, end = int(claims["time"][0]), int(claims["time"][-1])
    lost = harmed_at(case, record, owner, start, end)
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=confidence(proxy),
        vip=record.vip,
        owner=owner,
        start=start,
        end=end,
        summary=f"{label} answers for {record.vip} on another's behalf ({kind(record)}), "
        + (
            f"{span(proxy.delays)} late"
            if proxy.late
            else f"as it does for {len(proxy.others):,} addresses of other hosts"
        ),
        because=tuple(argument(record, label, proxy)),
        missing=()
        if proxy.others
        else ("Whether it answers for other addresses, too: ask for one that nobody has, arping -b -I IF ADDRESS",),
        instead=()
        if proxy.late or proxy.asked_from >= SEVERAL
        else ("orphan-address, if those are VIPs, too, which other nodes had when the capture began: its ip -br addr",),
        remedy=REMEDY.format(node=node),
        proofs=filled(CONFIRM, node=node),
        explains=lost,
    )


def kind(record: VipRecord) -> str:
    """What answering for others is called."""
    return "proxy NDP" if ":" in record.vip else "proxy ARP"


def confidence(proxy: Proxy) -> Confidence:
    """How sure it is: addresses that others ask from are theirs; those that others merely answer for may have moved."""
    if not proxy.late:
        return Confidence.HIGH if proxy.asked_from >= SEVERAL else Confidence.MEDIUM
    return Confidence.HIGH if proxy.others or (proxy.rivals and is_random(proxy)) else Confidence.MEDIUM


def argument(record: VipRecord, label: str, proxy: Proxy) -> Iterator[Step]:
    """What shows it."""
    if proxy.late:
        yield Step(
            f"{label} answered {plural(len(proxy.delays), 'question')} to all for {record.vip} late, after "
            f"{span(proxy.delays)}: an owner's kernel takes microseconds, proxy_arp waits up to 0.8 s",
            some(proxy.frames),
        )
        if proxy.others:
            yield Step(
                f"It answered late for other addresses that are not its own: {listed(proxy.others[:6])}",
                proxy.frames[:2],
            )
    else:
        yield Step(
            f"{label} answered {plural(len(proxy.delays), 'question')} for {record.vip}, and never announced it",
            some(proxy.frames),
        )
        yield Step(
            f"It answered just so for addresses that other hosts ask from or answer for: {listed(proxy.others[:6])}",
            some(proxy.others_frames, MOST),
        )
    if proxy.rivals:
        yield Step(f"Another has {record.vip}: it claimed it, or answered SYNs for it", proxy.rivals)


def is_random(proxy: Proxy) -> bool:
    """Whether the delays differ as those do that are drawn at random, not as those of a host that is slow by itself."""
    return len(proxy.delays) >= LEAST and max(proxy.delays) - min(proxy.delays) >= SPREAD_NS


RULE: Final = Rule(
    id=ID,
    title="a host answers for others",
    judge=judge,
    needs=(Need.CLAIMS,),
    covers=frozenset({"duplicate-address", "every-node-answers", "orphan-address", "split-brain", "wrong-owner"}),
    covers_moves=True,
    danger=True,
    asserts=frozenset({Fact.SEVERAL_OWNERS}),
)
