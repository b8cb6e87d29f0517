"""k3s and RKE2: their config.yaml and what stands in config.yaml.d, the line that starts them, and DaemonSets svclb-*.

A server takes flags from its unit and from its files together. Where only one of them was read and it does not name
ServiceLB, whether it runs is not known. k3s brings ServiceLB unless it is turned off; RKE2 only where it is asked for.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, Mapping, Scalar, items, pairs, setting, text
from arpwatch_k8s.lint.documents.objects import objects
from arpwatch_k8s.lint.facts.cluster import KubeProxy, ServiceLb
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.reader import Reader, Reading
from arpwatch_k8s.lint.setting import Place, Plain, Setting, Unknown
from arpwatch_k8s.wording.plain import plain

PROGRAMS: Final = ("k3s", "rke2")
OWN_KEYS: Final = frozenset(
    {
        "disable",
        "disable-cloud-controller",
        "disable-kube-proxy",
        "enable-servicelb",
        "cluster-init",
        "tls-san",
        "write-kubeconfig-mode",
        "flannel-backend",
        "kube-proxy-arg",
        "node-taint",
        "node-label",
    }
)
"""Keys of config.yaml by which a file of another name is told, with two of them."""
SERVICE_LB: Final = "servicelb"
STARTS: Final = re.compile(r"(?:^|/)(k3s|rke2)(?:-server|-agent)?$")
MOST_LINES: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One flag, wherever it stands."""

    value: str
    place: Place


@dataclass(slots=True, kw_only=True)
class Server:
    """What is known of one server."""

    program: str
    place: Place
    flags: dict[str, list[Said]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    has_unit: bool = False
    has_file: bool = False

    @property
    def is_agent(self) -> bool:
        """Whether nothing but an agent's flags are there: an agent has no controllers."""
        return "agent" in self.flags


def read(files: Sequence[File]) -> Reading:
    """Every server, with kube-proxy where its flags are set."""
    servers: dict[tuple[str, str], Server] = {}
    for file in sorted(files, key=lambda each: each.name):
        if file.path.suffix == ".service":
            from_unit(servers, file)
        elif (program := program_of(file)) is not None:
            from_file(servers, file, program)
    known = {name: f"{server.program}'s settings" for server in servers.values() for name in server.files}
    lbs = [each for server in servers.values() if not server.is_agent for each in service_lb(server)]
    for each in objects(document for file in files for document in file.documents):
        if each.kind == "DaemonSet" and each.name.startswith("svclb-"):
            named = setting("DaemonSet", each.at("metadata", "name"), each.document, path=f"{each.prefix}metadata.name")
            runs = Setting(name="disable", value=False, place=named.place)
            lbs.append(ServiceLb(place=each.place(), disabled=runs, says=f"DaemonSet {plain(named.text)}"))
            known[each.document.file] = "a DaemonSet of ServiceLB"
    proxies = [each for server in servers.values() for each in kube_proxy(server)]
    return Reading(facts=Facts(service_lb=tuple(lbs), kube_proxy=tuple(proxies)), read=known)


def program_of(file: File) -> str | None:
    """Whose config.yaml a file is: by its folders, or by its keys."""
    parts = file.path.parts
    if not file.documents or not isinstance(file.documents[0].root, Mapping):
        return None
    is_config = file.path.name in {"config.yaml", "config.yml"} or "config.yaml.d" in parts
    keys = {key.removesuffix("+") for key in file.documents[0].root.items}
    for program in PROGRAMS:
        if is_config and program in parts and not {"apiVersion", "kind"} & keys:
            return program
    return "k3s" if is_config and len(OWN_KEYS & keys) > 1 else None


def host_of(path: PurePosixPath) -> str:
    """What tells a server's files from another's: the folder around `etc`, or the file's own folder."""
    parts = path.parts[:-1]
    for name in ("etc", "config.yaml.d"):
        if name in parts:
            return str(PurePosixPath(*parts[: parts.index(name)]))
    return str(PurePosixPath(*parts))


def from_file(servers: dict[tuple[str, str], Server], file: File, program: str) -> None:
    """A config.yaml: of a key given in two files the later wins, unless it ends in `+`."""
    document = file.documents[0]
    server = servers.setdefault(
        (host_of(file.path), program), Server(program=program, place=document.place(document.root))
    )
    server.has_file = True
    server.files.add(file.name)
    for key, node in pairs(document.root):
        name = key.removesuffix("+")
        path = document.place(node, name)
        values = [(text(each), document.place(each, name)) for each in items(node)] or [(text(node), path)]
        said = [Said(value=value, place=place) for value, place in values]
        units = [each for each in server.flags.get(name, []) if each.place.file.endswith(".service")]
        server.flags[name] = [*(server.flags.get(name, []) if key.endswith("+") else units), *said]


def from_unit(servers: dict[tuple[str, str], Server], file: File) -> None:
    """The line of a unit that starts a server or an agent."""
    words = list(started(file.text))
    program = STARTS.search(words[0][0]) if words else None
    if program is None:
        return
    document = Document(file=file.name, root=Scalar(value=None, line=words[0][1]))
    key = (host_of(file.path), program[1])
    server = servers.setdefault(key, Server(program=program[1], place=document.place(document.root)))
    server.has_unit = True
    server.files.add(file.name)
    flag = ""
    for word, line in words[1:]:
        place = Place(file=file.name, line=line, path="ExecStart")
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            flag = "" if equals else name
            server.flags.setdefault(name, []).append(Said(value=value if equals else "true", place=place))
        elif flag:
            server.flags[flag][-1] = Said(value=word, place=place)
            flag = ""
        elif word in {"server", "agent"}:
            server.flags.setdefault(word, []).append(Said(value="true", place=place))


def started(unit: str) -> Iterator[tuple[str, int]]:
    """The words of ExecStart with their lines, of a line that may go on over several."""
    lines = unit.splitlines()[:MOST_LINES]
    first = next((index for index, line in enumerate(lines) if line.strip().startswith("ExecStart=")), None)
    if first is None:
        return
    for index in range(first, len(lines)):
        line = lines[index].strip().removeprefix("ExecStart=")
        try:
            words = shlex.split(line.removesuffix("\\"))
        except ValueError:
            words = line.removesuffix("\\").split()
        yield from ((word, index + 1) for word in words)
        if not line.endswith("\\"):
            return


def service_lb(server: Server) -> Iterator[ServiceLb]:
    """Whether a server brings ServiceLB."""
    if server.program == "rke2":
        yield from of_rke2(server)
        return
    named = [said for flag in ("disable", "no-deploy") for said in server.flags.get(flag, [])]
    for said in named:
        if SERVICE_LB in said.value.split(","):
            yield ServiceLb(place=said.place, disabled=Setting(name="disable", value=True, place=said.place))
            return
    missing = "its unit" if not server.has_unit else "its config.yaml" if not server.has_file else ""
    place = named[0].place if named else server.place
    value: Plain | Unknown = False
    says = "nothing turns servicelb off"
    if named:
        says = f"disable: {plain(', '.join(said.value for said in named))}"
    elif missing:
        value = Unknown(why=f"is not set here, and {missing}, which may have it, was not read")
        says = ""
    yield ServiceLb(place=place, disabled=Setting(name="disable", value=value, place=place), says=says)


def of_rke2(server: Server) -> Iterator[ServiceLb]:
    """RKE2's, where it is asked for."""
    for said in server.flags.get("enable-servicelb", []):
        if said.value.lower() == "true":
            yield ServiceLb(
                place=said.place,
                disabled=Setting(name="disable", value=False, place=said.place),
                says="enable-servicelb: true",
                program="RKE2",
                turned_off_by="enable-servicelb: false",
            )


def kube_proxy(server: Server) -> Iterator[KubeProxy]:
    """kube-proxy, where its arguments are set: its default is iptables."""
    arguments: dict[str, Setting] = {}
    for said in server.flags.get("kube-proxy-arg", []):
        name, _, value = said.value.partition("=")
        arguments[name.removeprefix("--")] = argument(name, value or "true", said.place)
    if arguments:
        yield KubeProxy(
            place=next(each.place for each in arguments.values() if each.place is not None),
            mode=arguments.get("proxy-mode", argument("proxy-mode", "", None)),
            strict_arp=arguments.get("ipvs-strict-arp", argument("ipvs-strict-arp", "false", None)),
            made_by=server.program,
        )


def argument(name: str, value: str, place: Place | None) -> Setting:
    """An argument of kube-proxy, as one writes it."""
    return Setting(name=f"kube-proxy-arg: {name}", value=value, place=place, joint="=")


READER: Final = Reader(name="k3s' and RKE2's settings", read=read)
