"""kube-vip's static pods, DaemonSets and Deployments: its environment, and its arguments, by the names of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final

from arpwatch_k8s.lint.documents.node import Node, at, items, pairs, setting, text
from arpwatch_k8s.lint.documents.objects import Object, objects, pod_spec
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.facts.version import version
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.reader import Reader, Reading
from arpwatch_k8s.lint.setting import Setting, Unknown
from arpwatch_k8s.wording.plain import plain

IMAGE: Final = "kube-vip/kube-vip"
ARGUMENTS: Final = {
    "--services": "svc_enable",
    "--controlplane": "cp_enable",
    "--arp": "vip_arp",
    "--servicesElection": "svc_election",
    "--leaderElection": "vip_leaderelection",
    "--address": "address",
    "--interface": "vip_interface",
    "--leaseDuration": "vip_leaseduration",
    "--leaseRenewDuration": "vip_renewdeadline",
    "--leaseRetry": "vip_retryperiod",
    "--lbClassOnly": "lb_class_only",
    "--lbClassName": "lb_class_name",
    "--lbClassNameLegacyHandling": "lb_class_legacy_handling",
    "--disableServiceUpdates": "disable_service_updates",
    "--preserveVipOnLeadershipLoss": "vip_preserve_on_leadership_loss",
    "--config-file": "config_file",
    "--log": "vip_loglevel",
}
"""Arguments of `kube-vip manager` that say what a variable says."""
TAKES_NEXT: Final = frozenset(
    {
        "--address",
        "--interface",
        "--leaseDuration",
        "--leaseRenewDuration",
        "--leaseRetry",
        "--lbClassName",
        "--config-file",
        "--log",
    }
)
"""Those whose value may be the next argument: all but the switches, which are on by their name alone."""
MADE_BY: Final = {"Pod": "a static pod", "DaemonSet": "a DaemonSet", "Deployment": "a Deployment"}


def read(files: Sequence[File]) -> Reading:
    """Every object whose pods run kube-vip."""
    found: list[KubeVip] = []
    known: dict[str, str] = {}
    for each in objects(document for file in files for document in file.documents):
        for made in kube_vips(each):
            found.append(made)
            known[each.document.file] = f"kube-vip as {made.made_by}"
    return Reading(facts=Facts(kube_vip=tuple(found)), read=known)


def kube_vips(found: Object) -> Iterator[KubeVip]:
    """kube-vip in an object's containers."""
    spec = pod_spec(found)
    if spec is None:
        return
    for index, container in enumerate(items(at(spec[0], "containers"))):
        image = at(container, "image")
        if not is_of(text(image)):
            continue
        path = f"{found.prefix}{spec[1]}.containers[{index}]"
        said: dict[str, Setting] = {}
        arguments = items(at(container, "args"))
        for argument, (value, behind) in enumerate(zip_longest(arguments, arguments[1:])):
            name, has_value, word = text(value).partition("=")
            if name in ARGUMENTS:
                place = found.document.place(value, f"{path}.args[{argument}]")
                says = word if has_value else text(behind) if name in TAKES_NEXT else True
                said[ARGUMENTS[name]] = Setting(name=name, value=says, place=place, joint="=")
        for entry, variable in enumerate(items(at(container, "env"))):
            name = text(at(variable, "name"))
            said_there = at(variable, "value")
            if name and said_there is not None:
                said[name] = setting(name, said_there, found.document, path=f"{path}.env[{entry}]")
            elif name:
                place = found.document.place(variable, f"{path}.env[{entry}]")
                said[name] = Setting(name=name, value=Unknown(why=taken_from(variable)), place=place)
        yield KubeVip(
            place=found.place(),
            made_by=MADE_BY.get(found.kind, found.kind),
            environment=said,
            version=version(setting("image", image, found.document, path=f"{path}.image")),
            elsewhere=elsewhere(container, said),
        )


def is_of(image: str) -> bool:
    """Whether an image is kube-vip's."""
    return IMAGE in image or image.rpartition("/")[2].startswith("kube-vip:")


def taken_from(variable: Node) -> str:
    """What is said of a variable whose value stands elsewhere."""
    for kind, source in pairs(at(variable, "valueFrom")):
        name = text(at(source, "name")) or text(at(source, "fieldPath"))
        return f"comes from {plain(kind)} {plain(name)}, which was not read".replace("  ", " ")
    return "has no value"


def elsewhere(container: Node, said: Mapping[str, Setting]) -> str:
    """Where settings may be that the container does not have itself."""
    for source in items(at(container, "envFrom")):
        for _, named in pairs(source):
            if text(at(named, "name")):
                return f"may come from {plain(text(at(named, 'name')))} (envFrom), which was not read"
    file = said.get("config_file")
    return f"may come from {plain(file.text)} (config_file), which was not read" if file is not None else ""


READER: Final = Reader(name="kube-vip's manifests", read=read)
