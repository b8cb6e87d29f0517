"""One program of a cluster out of its parts: what its values, its pods and its custom resources say of it.

A part says what it has; what only another part knows it has as a default. Two parts that say different things leave a
setting unknown: which of them was applied last no file tells.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol, TypeVar

from arpwatch_k8s.lint.facts.cilium import Cilium
from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.facts.metallb import Advertisement, MetalLb, Pool
from arpwatch_k8s.lint.facts.version import UNKNOWN, Versioned
from arpwatch_k8s.lint.setting import Place, Setting, Unknown
from arpwatch_k8s.wording.plain import plain

LEAST_POLICIES: Final = 20
MOST_PICKS: Final = 200_000
"""Services times Cilium's policies: each policy is held against each Service."""
Doubt = tuple[str, int, str]
RESOURCES: Final = "custom resources"
"""What a part is made by that says nothing of a program but its resources."""
RENDERS: Final = {"kubespray": "a static pod", "Helm": "a DaemonSet"}
"""What some variables or values are made into."""


class Part(Protocol):
    """A part of a program."""

    @property
    def made_by(self) -> str: ...


class Placed(Protocol):
    """What stands in a file."""

    @property
    def place(self) -> Place: ...


P = TypeVar("P", bound=Part)
T = TypeVar("T", bound=Placed)


def joined(facts: Facts) -> tuple[Facts, list[Doubt]]:
    """The facts of a cluster with each program once, and where two files say different things of one object."""
    doubts: list[Doubt] = []
    most = max(LEAST_POLICIES, MOST_PICKS // max(1, len(facts.services)))
    facts = replace(
        facts,
        metallb=tuple(metallb(parts, doubts) for parts in by_namespace(facts.metallb)),
        cilium=(bounded(cilium(facts.cilium, doubts), most, doubts),) if facts.cilium else (),
        kube_vip=kube_vips(facts.kube_vip),
        services=services(facts.services),
        nodes=tuple({each.name: each for each in facts.nodes}.values()),
    )
    return facts, doubts


def by_namespace(parts: Sequence[MetalLb]) -> list[list[MetalLb]]:
    """The parts of each MetalLB: by namespace where they name several, those that name none with the first."""
    named = sorted({part.namespace for part in parts} - {""})
    if len(named) <= 1:
        return [list(parts)] if parts else []
    groups = {namespace: [part for part in parts if part.namespace == namespace] for namespace in named}
    groups[named[0]] += [part for part in parts if not part.namespace]
    return list(groups.values())


def metallb(parts: Sequence[MetalLb], doubts: list[Doubt]) -> MetalLb:
    """One MetalLB."""
    first = head(parts)
    speakers = next((part for part in parts if part.node_selector or part.tolerates_all is not None), first)
    advertisements = [each for part in parts for each in part.advertisements]
    return replace(
        first,
        says_so=next((part.says_so for part in parts if part.says_so is not None), None),
        version=one_version([part.version for part in parts]),
        load_balancer_class=one([part.load_balancer_class for part in parts]),
        speaker=one([part.speaker for part in parts]),
        memberlist=one([part.memberlist for part in parts]),
        memberlist_port=one([part.memberlist_port for part in parts]),
        ignore_exclude_lb=one([part.ignore_exclude_lb for part in parts]),
        node_selector=speakers.node_selector,
        tolerates_all=speakers.tolerates_all,
        tolerated=speakers.tolerated,
        affinity=speakers.affinity,
        pools=once([each for part in parts for each in part.pools], lambda each: each.name, holds, doubts),
        advertisements=once(advertisements, lambda each: (each.layer2, each.name), chooses, doubts),
        namespace=next((part.namespace for part in parts if part.namespace), ""),
        resources_read=any(part.resources_read for part in parts),
        cut=next((part.cut for part in parts if part.cut), ()),
        pools_alone=any(part.pools_alone for part in parts) and not advertisements,
    )


def holds(pool: Pool) -> Hashable:
    """What a pool says, wherever it stands."""
    return tuple((str(each.first), str(each.last)) for each in pool.spans), pool.protocol


def chooses(advertisement: Advertisement) -> Hashable:
    """What an advertisement says, wherever it stands."""
    return (
        tuple(each.text for each in advertisement.pools),
        tuple(each.text for each in advertisement.interfaces),
        tuple(each.requirements for each in advertisement.pool_selectors),
        tuple(each.requirements for each in advertisement.node_selectors),
        tuple(each.requirements for each in advertisement.service_selectors),
    )


def cilium(parts: Sequence[Cilium], doubts: list[Doubt]) -> Cilium:
    """One Cilium."""
    policies = [each for part in parts for each in part.policies]
    pools = [each for part in parts for each in part.pools]
    return replace(
        head(parts),
        version=one_version([part.version for part in parts]),
        l2_announcements=one([part.l2_announcements for part in parts]),
        lb_ipam=one([part.lb_ipam for part in parts]),
        default_lb_service_ipam=one([part.default_lb_service_ipam for part in parts]),
        qps=one_of_some([part.qps for part in parts]),
        renew_deadline_s=one_of_some([part.renew_deadline_s for part in parts]),
        kube_proxy_replacement=one_of_some([part.kube_proxy_replacement for part in parts]),
        policies=once(
            policies, lambda each: each.name, lambda each: (each.load_balancer_ips.text, each.external_ips.text), doubts
        ),
        pools=once(
            pools, lambda each: each.name, lambda each: tuple((str(s.first), str(s.last)) for s in each.spans), doubts
        ),
        has_configuration=any(part.has_configuration for part in parts),
    )


def bounded(found: Cilium, most: int, doubts: list[Doubt]) -> Cilium:
    """A Cilium with so many policies at most, and told where some are left."""
    left = found.policies[most:]
    if not left:
        return found
    place = left[0].place
    doubts.append((place.file, place.line, f"{len(left):,} policies from here on are not held against Services"))
    return replace(found, policies=found.policies[:most])


def services(found: Sequence[Service]) -> tuple[Service, ...]:
    """Each Service once, of a manifest and a listing that which has a status; those of no namespace are told apart."""
    by_name: dict[Hashable, Service] = {}
    for each in found:
        key: Hashable = each.name if each.namespace else each.place
        other = by_name.get(key)
        if other is None or each.given or not other.given:
            by_name[key] = each
    return tuple(by_name.values())


def kube_vips(found: Sequence[KubeVip]) -> tuple[KubeVip, ...]:
    """Each kube-vip once: pods that say the same are one, and so are variables with what they are made into."""
    unlike: dict[Hashable, KubeVip] = {}
    for each in found:
        said = frozenset((name, setting.text) for name, setting in each.environment.items())
        unlike.setdefault((each.made_by, said, each.version.number), each)
    kept = list(unlike.values())
    for maker, made in RENDERS.items():
        makers = [each for each in kept if each.made_by == maker]
        pods = [each for each in kept if each.made_by == made]
        if len(makers) == 1 and len(pods) == 1:
            kept = [rendered(each, pods[0]) if each is makers[0] else each for each in kept if each is not pods[0]]
    return tuple(kept)


def rendered(maker: KubeVip, pod: KubeVip) -> KubeVip:
    """One kube-vip out of the variables that make it and the pod that they made."""
    environment: Mapping[str, Setting] = {
        name: one([part.environment[name] for part in (maker, pod) if name in part.environment])
        for name in {**maker.environment, **pod.environment}
    }
    return replace(maker, environment=environment, version=one_version([maker.version, pod.version]))


def head(parts: Sequence[P]) -> P:
    """The part that stands for all: one that declares the program, where there is one."""
    return next((part for part in parts if part.made_by != RESOURCES), parts[0])


def one(settings: Sequence[Setting]) -> Setting:
    """What several parts say of one thing: what is written counts, and what is written differently is not known.

    What stands nowhere, and may come from something that was not read, counts before a default.
    """
    written = [each for each in settings if each.place is not None]
    if not written:
        return next((each for each in settings if not each.is_known), settings[0])
    first = written[0]
    other = next((each for each in written if meaning(each) != meaning(first)), None)
    if other is None or not first.is_known:
        return first
    if not other.is_known:
        return other
    said = [f"{plain(each.text) or 'empty'} in {plain(str(each.place))}" for each in (first, other)]
    return replace(first, value=Unknown(why=f"is {said[0]}, and {said[1]}"))


def one_of_some(settings: Sequence[Setting | None]) -> Setting | None:
    """The same of what may be said nowhere."""
    said = [each for each in settings if each is not None]
    return one(said) if said else None


def meaning(setting: Setting) -> Hashable:
    """What a setting says, however it is spelled."""
    return (
        setting.is_on if setting.is_on is not None else setting.number if setting.number is not None else setting.text
    )


def one_version(versions: Sequence[Versioned]) -> Versioned:
    """The version of a program: not known where its parts have several."""
    known = [each for each in versions if each.number is not None]
    if len({each.number for each in known}) > 1:
        return UNKNOWN
    return known[0] if known else versions[0]


def once(
    things: Iterable[T], name: Callable[[T], Hashable], content: Callable[[T], Hashable], doubts: list[Doubt]
) -> tuple[T, ...]:
    """Each object once, by its name; of two that say different things the last one, and that is told."""
    kept: dict[Hashable, T] = {}
    for each in things:
        other = kept.get(name(each))
        if other is not None and content(other) != content(each):
            place = each.place
            doubts.append(
                (place.file, place.line, f"says it differently than {plain(str(other.place))}: this one is taken")
            )
        if other is None or content(other) != content(each):
            kept[name(each)] = each
    return tuple(kept.values())
