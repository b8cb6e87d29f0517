"""What Wireshark asks of an extcap program, and what it is answered: doc/extcap_example.py of Wireshark 4.

Each answer is a line, a word and values in braces. A value with a brace would end early, so braces are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.capture.live.interfaces import ANY, Interface
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.wording.plain import plain

LIVE: Final = "arpwatch-k8s"
RECORDING: Final = "arpwatch-k8s-recording"
TITLES: Final = {LIVE: "VIP and ARP trouble", RECORDING: "arpwatch-k8s recording"}
"""Our interfaces, and what Wireshark calls them."""
LOOPBACK: Final = "lo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A setting in Wireshark's dialog, and the option by which it is handed to us."""

    option: str
    """As on the command line."""

    title: str
    """What the dialog calls it."""

    kind: str
    """One of Wireshark's types."""

    hint: str
    """What is shown beside it."""

    more: tuple[tuple[str, str], ...] = ()
    """What else Wireshark is to know of it."""


VIP: Final = Argument(
    option="--vip",
    title="VIPs",
    kind="string",
    hint="Addresses with commas between them; where none is given, those that behave like VIPs are found",
)
INVENTORY: Final = Argument(
    option="--inventory",
    title="Names of nodes",
    kind="fileselect",
    hint="TOML, or the JSON of kubectl get nodes,svc, or of ip neigh",
    more=(("mustexist", "true"),),
)
INTERFACE: Final = Argument(
    option="--interface", title="Listen on", kind="selector", hint="The interface that faces the cluster"
)
FULL: Final = Argument(
    option="--full",
    title="All frames, whole",
    kind="boolflag",
    hint="Otherwise: ARP, ICMP errors, NDP and VRRP whole, what opens or ends TCP connections, all of the VIPs named",
    more=(("default", "false"),),
)
CONTROL_ONLY: Final = Argument(
    option="--control-only",
    title="No TCP",
    kind="boolflag",
    hint="ARP, ICMP errors, NDP and VRRP alone",
    more=(("default", "false"),),
)
FILE: Final = Argument(
    option="--file",
    title="Recording",
    kind="fileselect",
    hint="A capture, compressed or not; what is wrong in it is written beside its frames",
    more=(("required", "true"), ("mustexist", "true")),
)
ARGUMENTS: Final = {LIVE: (INTERFACE, VIP, FULL, CONTROL_ONLY, INVENTORY), RECORDING: (FILE, VIP, INVENTORY)}


def sentence(word: str, *values: tuple[str, str]) -> str:
    """One line."""
    return f"{word} " + "".join(f"{{{name}={unbraced(value)}}}" for name, value in values) + "\n"


def unbraced(value: str) -> str:
    """A value that ends where its brace does."""
    return plain(value).replace("{", "(").replace("}", ")")


def version_line(version: str) -> str:
    """Who answers."""
    return sentence("extcap", ("version", version), ("display", "arpwatch-k8s"))


def interface_lines() -> str:
    """What there is to capture from."""
    return "".join(sentence("interface", ("value", name), ("display", title)) for name, title in TITLES.items())


def link_type_line() -> str:
    """The link type before it is known: the stream's interface block says which it is."""
    return sentence("dlt", ("number", "1"), ("name", "EN10MB"), ("display", "Ethernet"))


def config_lines(name: str, interfaces: Sequence[Interface]) -> Iterator[str]:
    """The settings of one of ours. UsageError: there is none of that name."""
    for number, argument in enumerate(ARGUMENTS[checked(name)]):
        yield sentence(
            "arg",
            ("number", str(number)),
            ("call", argument.option),
            ("display", argument.title),
            ("tooltip", argument.hint),
            ("type", argument.kind),
            *argument.more,
        )
        if argument is INTERFACE:
            yield from choices(number, interfaces)


def choices(number: int, interfaces: Sequence[Interface]) -> Iterator[str]:
    """What there is to listen on, the likeliest of them as the default."""
    likely = likeliest(interfaces)
    for each in interfaces:
        about = ", ".join(each.addresses) or ("up" if each.up else "down")
        yield sentence(
            "value",
            ("arg", str(number)),
            ("value", each.name),
            ("display", f"{each.name} ({about})"),
            ("default", "true" if each.name == likely else "false"),
        )


def likeliest(interfaces: Sequence[Interface]) -> str | None:
    """The interface to listen on where none is named: the first that is up and no loopback, one with an address before
    one without."""
    up = [each for each in interfaces if each.up and each.name not in (LOOPBACK, ANY)]
    with_address = [each for each in up if each.addresses]
    return next((each.name for each in (*with_address, *up)), None)


def checked(name: str | None) -> str:
    """One of our interfaces. UsageError: it is none, or none is named."""
    if name is None:
        raise UsageError("no --extcap-interface given", fix=f"One of: {', '.join(TITLES)}.")
    if name not in TITLES:
        raise UsageError(f"--extcap-interface {name[:60]!r} is none of ours", fix=f"One of: {', '.join(TITLES)}.")
    return name
