"""An L2Advertisement whose selectors leave no node that could announce."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.metallb.choosing import chosen
from arpwatch_k8s.lint.checks.metallb.reaching import EXCLUDED, first_none, has_speaker, is_excluded, selects
from arpwatch_k8s.lint.facts.cluster import Node
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import Advertisement, MetalLb
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.counts import listed
from arpwatch_k8s.wording.plain import plain

MOST: Final = 1_000_000
"""Advertisements with selectors times nodes, above which it is not looked which selects which."""
MOST_NODES: Final = 3
"""Nodes that are named; of more, how many there are."""


def look(facts: Facts) -> Iterator[Told]:
    """Each L2Advertisement, but those whose pools all have another that reaches a node."""
    for metallb in facts.metallb:
        selecting = sum(each.layer2 and bool(each.node_selectors) for each in metallb.advertisements)
        if selecting * len(facts.nodes) > MOST:
            why = f"which of {len(facts.nodes):,} nodes each of {selecting:,} advertisements selects: they are too many"
            yield Undecided(why=why, sides=(Side(place=metallb.place, says="the first of them"),))
            continue
        told = {
            (each.layer2, each.name): found
            for each in metallb.advertisements
            if each.layer2 and (found := reach(facts, metallb, each)) is not None
        }
        if not told:
            continue
        alone = {
            (each.layer2, each.name)
            for pool in chosen(metallb)
            for each in pool.by
            if all((other.layer2, other.name) in told for other in pool.by)
        }
        yield from (found for key, found in told.items() if key in alone or not metallb.pools)


def reach(facts: Facts, metallb: MetalLb, advertisement: Advertisement) -> Told | None:
    """What is to be told of an advertisement; None where it reaches a node, or nothing speaks against it."""
    name = plain(advertisement.name)
    place = advertisement.node_selectors[0].place if advertisement.node_selectors else advertisement.place
    here = Side(
        place=place, says=f"the advertisement {name}" + (", nodeSelectors" if advertisement.node_selectors else "")
    )
    if not facts.nodes_read:
        if not advertisement.node_selectors or any(selects(advertisement, node) for node in facts.nodes):
            return None
        return Undecided(
            why=f"which nodes the advertisement {name} selects: `kubectl get nodes -o yaml` would tell",
            sides=(here,),
        )
    candidates = [node for node in facts.nodes if selects(advertisement, node) is not False]
    sure = [node for node in candidates if selects(advertisement, node)]
    if not candidates:
        return Fault(
            summary=f"the advertisement {name} selects none of the {len(facts.nodes)} nodes: none announces its pools",
            sides=(here,),
            fix="labels that nodes have, in spec.nodeSelectors; or the label on the nodes that are meant",
        )
    return left(metallb, name, here, sure or candidates, is_sure=bool(sure))


def left(metallb: MetalLb, name: str, here: Side, nodes: Sequence[Node], *, is_sure: bool) -> Told | None:
    """What is to be told of the nodes that an advertisement selects."""
    with_speaker = [node for node in nodes if has_speaker(metallb, node) is not False]
    free = [node for node in with_speaker if is_excluded(metallb, node) is not True]
    if first_none([both(metallb, node) for node in free]) and is_sure:
        return None
    which = names(nodes)
    sides = (here, *(Side(place=node.place, says=f"the node {plain(node.name)}") for node in nodes[:MOST_NODES]))
    if not with_speaker and is_sure:
        return Fault(
            summary=f"the advertisement {name} selects only nodes without a speaker ({which}): none announces it",
            sides=(*sides, Side(place=metallb.place, says="the speakers: their nodeSelector and tolerations")),
            fix="tolerations or a nodeSelector with which speakers run on these nodes, or others in spec.nodeSelectors",
        )
    if with_speaker and not free and is_sure:
        return Fault(
            summary=f"the advertisement {name} selects only nodes with the label {EXCLUDED} ({which}): MetalLB "
            f"{metallb.version} lets none of them announce",
            sides=sides,
            fix=f"the label off the nodes, or {metallb.ignore_exclude_lb.written('true')}",
        )
    missing = (
        "whether speakers run there"
        if any(has_speaker(metallb, node) is None for node in nodes)
        else f"whether MetalLB heeds the label {EXCLUDED} (it does from 0.14.0 on)"
    )
    return Undecided(why=f"whether the nodes that {name} selects ({which}) may announce: {missing}", sides=sides)


def both(metallb: MetalLb, node: Node) -> bool | None:
    """Whether a node has a speaker and may announce."""
    answers = has_speaker(metallb, node), is_excluded(metallb, node)
    return None if None in answers else bool(answers[0] and not answers[1])


def names(nodes: Sequence[Node]) -> str:
    """Nodes by name, or how many of them there are."""
    return f"{len(nodes)} nodes" if len(nodes) > MOST_NODES else listed([plain(node.name) for node in nodes])


CHECK: Final = Check(
    id="advertisement-reaches-no-node",
    title="an advertisement that no node can follow",
    severity=Severity.CRITICAL,
    look=look,
    why="An address is announced by a node that an advertisement selects, that a speaker runs on, and that is not "
    "excluded from load balancers by its label. Where none is all three, nobody answers, and no object says so.",
    wire="Who-has for the VIP without any reply.",
    rules=("vip-unanswered", "owner-silent"),
    taught_by=("metallb#2909", "metallb#1663", "metallb#1762"),
    versions="selectors since MetalLB 0.13, the label since 0.14.0",
)
