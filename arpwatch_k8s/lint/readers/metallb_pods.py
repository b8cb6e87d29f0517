"""MetalLB's speakers and its controller: their images, arguments and environment, and where the speakers run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.lint.documents.node import Mapping, at, items, pairs, text
from arpwatch_k8s.lint.documents.objects import Object, pod_spec, unless_filled_in
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.facts.version import version
from arpwatch_k8s.lint.setting import Setting, Unknown

NAMES: Final = ("metallb/speaker", "metallb/controller", "metallb-speaker", "metallb-controller")
"""In an image's name: the project's, and those of repackagers."""
MEMBERLIST: Final = ("METALLB_ML_BIND_ADDR", "METALLB_ML_LABELS")
"""A speaker without either starts no memberlist (internal/speakerlist, 0.9 to 0.16)."""

PORT: Final = "METALLB_ML_BIND_PORT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A container of the speaker or the controller."""

    found: Object
    node: Mapping
    path: str

    def argument(self, name: str) -> Setting:
        """What an argument `--name=value` says; nothing where it is not there."""
        for index, node in enumerate(items(at(self.node, "args"))):
            word, has_value, value = text(node).removeprefix("-").removeprefix("-").partition("=")
            if word == name:
                place = self.found.place(node, f"{self.path}.args[{index}]")
                return unless_filled_in(Setting(name=f"--{name}", value=value if has_value else True, place=place))
        return Setting(name=f"--{name}", value=None)

    def variable(self, name: str) -> Setting | None:
        """What a variable of its environment says; None where it is not there."""
        for index, node in enumerate(items(at(self.node, "env"))):
            if text(at(node, "name")) == name:
                place = self.found.place(node, f"{self.path}.env[{index}]")
                said = at(node, "value")
                value = text(said) if said is not None else Unknown(why="is set when the pod starts")
                return unless_filled_in(Setting(name=name, value=value, place=place))
        return None


def running(found: Object) -> MetalLb | None:
    """MetalLB as a DaemonSet or a Deployment runs it; None where it runs something else."""
    spec = pod_spec(found)
    if spec is None:
        return None
    for index, node in enumerate(items(at(spec[0], "containers"))):
        image = text(at(node, "image"))
        if isinstance(node, Mapping) and is_of(image):
            container = Container(found=found, node=node, path=f"{spec[1]}.containers[{index}]")
            return speaker(container, spec[0]) if is_speaker(image) else controller(container)
    return None


def is_of(image: str) -> bool:
    """Whether an image is MetalLB's: a speaker's or the controller's."""
    return any(name in image for name in NAMES)


def is_speaker(image: str) -> bool:
    """Whether an image of MetalLB's is a speaker's."""
    return "speaker" in image.rpartition("/")[2]


def controller(container: Container) -> MetalLb:
    """The controller, which says which Services it takes."""
    found = container.found
    image = found.setting(*steps(container), "image", name="image")
    return MetalLb(
        place=found.place(),
        made_by=f"a {found.kind}",
        version=version(image),
        load_balancer_class=container.argument("lb-class"),
        namespace=found.namespace,
    )


def speaker(container: Container, pod: Mapping) -> MetalLb:
    """The speakers, which say where they run."""
    found = container.found
    named = [container.variable(name) for name in MEMBERLIST]
    missing = next((name for name, value in zip(MEMBERLIST, named, strict=True) if is_empty(value)), None)
    place = found.place(at(container.node, "env") or container.node, f"{container.path}.env")
    memberlist = Setting(name=missing or MEMBERLIST[0], value=missing is None, place=place if missing else None)
    ignore = container.argument("ignore-exclude-lb")
    affinity = at(pod, "affinity", "nodeAffinity")
    base = steps(container)[:-2]
    return MetalLb(
        place=found.place(),
        made_by=f"a {found.kind}",
        version=version(found.setting(*steps(container), "image", name="image")),
        load_balancer_class=container.argument("lb-class"),
        memberlist=memberlist,
        memberlist_port=container.variable(PORT) or Setting(name=PORT, value=7946),
        ignore_exclude_lb=ignore if ignore.place is not None else Setting(name=ignore.name, value=False),
        node_selector=tuple((key, text(value)) for key, value in pairs(at(pod, "nodeSelector"))),
        tolerates_all=any(tolerates_all(each) for each in items(at(pod, "tolerations"))),
        tolerated=tuple(text(at(each, "key")) for each in items(at(pod, "tolerations"))),
        affinity=None if affinity is None else found.setting(*base, "affinity", "nodeAffinity"),
        namespace=found.namespace,
    )


def steps(container: Container) -> tuple[str | int, ...]:
    """The way to a container in its object."""
    before, _, index = container.path.rpartition("[")
    return (*before.split("."), int(index.removesuffix("]")))


def is_empty(value: Setting | None) -> bool:
    """Whether a variable is not there or says nothing; one that a pod is given says something."""
    return value is None or (value.is_known and not value.text)


def tolerates_all(toleration: object) -> bool:
    """Whether a toleration is one of all taints: without a key."""
    return (
        isinstance(toleration, Mapping)
        and not text(at(toleration, "key"))
        and (text(at(toleration, "operator")) == "Exists")
    )
