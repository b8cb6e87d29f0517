"""MetalLB as a test has it, and what hosts listed."""

from __future__ import annotations

from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import Advertisement, MetalLb, Pool
from arpwatch_k8s.lint.facts.selector import Selector
from arpwatch_k8s.lint.facts.span import span
from arpwatch_k8s.lint.fault import Fault, Told, Undecided
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers import addresses, keepalived, proxies
from arpwatch_k8s.lint.setting import Place, Setting, Unknown

FILE = "pools.yaml"


def pool(*ranges: str, name: str = "first") -> Pool:
    """A pool at line 1, whose ranges stand from line 5 on."""
    settings = [
        Setting(name="spec.addresses", value=text, place=Place(file=FILE, line=line))
        for line, text in enumerate(ranges, 5)
    ]
    spans = tuple(found for each in settings if (found := span(each)) is not None)
    return Pool(name=name, place=Place(file=FILE, line=1), spans=spans)


def advertisement(*interfaces: str | Unknown, nodes: tuple[Selector, ...] = (), layer2: bool = True) -> Advertisement:
    """One of all pools, at line 20, whose interfaces stand from line 24 on."""
    settings = tuple(
        Setting(name="spec.interfaces", value=value, place=Place(file=FILE, line=line))
        for line, value in enumerate(interfaces, 24)
    )
    place = Place(file=FILE, line=20)
    return Advertisement(name="l2", place=place, layer2=layer2, interfaces=settings, node_selectors=nodes)


def metallb(*pools: Pool, by: Advertisement | None = None) -> Facts:
    """A MetalLB of some pools and one advertisement."""
    place = Place(file=FILE, line=1)
    one = MetalLb(place=place, made_by="manifests", pools=pools, advertisements=(by or advertisement(),))
    return Facts(metallb=(one,))


def read(texts: dict[str, str]) -> Facts:
    """What files of hosts say."""
    files = [File(name=name, text=text) for name, text in texts.items()]
    facts = Facts()
    for reader in (addresses, keepalived, proxies):
        facts += reader.read(files).facts
    return facts


def places(told: list[Told]) -> list[list[str]]:
    """The places of faults."""
    return [[str(side.place) for side in each.sides] for each in told if isinstance(each, Fault)]


def open_questions(told: list[Told]) -> list[str]:
    """What was left open, and why."""
    return [each.why for each in told if isinstance(each, Undecided)]
