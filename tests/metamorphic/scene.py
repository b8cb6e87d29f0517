"""A labelled capture: its recordings, what is known beside them, and the truth."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from tests.metamorphic.recording import Frame, Recording, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is so, whatever a capture of it shows."""

    causes: frozenset[str]
    """Rules that may head a verdict: the cause, and what is as true beside it."""
    findings: frozenset[str]
    """Rules that may be found, those among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One labelled capture, or what a transform made of it."""

    name: str
    """The scenario's."""
    recordings: tuple[Recording, ...]
    """In the order in which they are given."""
    nodes: dict[str, tuple[str, ...]]
    """MACs by node."""
    hosts: tuple[str, ...]
    """The MACs of each recording's capturing host, its second ones left out."""
    address: str
    """The IPv4 address of the first recording's capturing host."""
    vips: tuple[str, ...]
    """The VIPs by the truth."""
    must_be_told: bool
    """Whether the VIPs cannot be discovered even in the whole capture."""
    truth: Truth
    """What is so."""

    def each(self, change: Callable[[Recording], Recording]) -> Scene:
        """The scene with each recording changed."""
        return replace(self, recordings=tuple(change(recording) for recording in self.recordings))

    def keeping(self, wanted: Callable[[Recording, Frame], bool]) -> Scene:
        """The scene with some of the frames."""
        return self.each(lambda one: one.with_frames(frame for frame in one.frames if wanted(one, frame)))

    @property
    def packed_vips(self) -> frozenset[bytes]:
        """The VIPs as bytes."""
        return frozenset(ip_address(vip).packed for vip in self.vips)

    @property
    def kept(self) -> frozenset[tuple[str, int]]:
        """Which of the original frames are in it: recording and number."""
        return frozenset((one.name, frame.number) for one in self.recordings for frame in one.frames)


def labelled(captures: Path) -> list[str]:
    """The scenarios of a folder that say what is true."""
    return sorted(
        path.parent.name for path in captures.glob("*/expected.toml") if (path.parent / "truth.json").exists()
    )


@cache
def scene(folder: Path) -> Scene:
    """A scenario's captures with what is true of them."""
    truth = json.loads((folder / "truth.json").read_text())
    expected = tomllib.loads((folder / "expected.toml").read_text())
    names = truth.get("captures", ["proxy.pcapng"])
    identities = {"proxy": truth["proxy"], "proxy-any": truth["proxy"], **truth["nodes"]}
    hosts = [identities[Path(name).stem] for name in names]
    return Scene(
        name=folder.name,
        recordings=tuple(read(folder / name) for name in names),
        nodes={name: tuple(macs) for name, (_, *macs) in truth["nodes"].items()},
        hosts=tuple(mac for _, mac, *_ in hosts),
        address=hosts[0][0],
        vips=tuple(truth["vips"]),
        must_be_told=bool(expected.get("vip_is_given")),
        truth=Truth(causes=causes_of(expected), findings=told_of(expected)),
    )


def causes_of(expected: dict[str, dict[str, object]]) -> frozenset[str]:
    """What may head a verdict: the cause, and what is as true beside it; nothing where nothing was wrong."""
    verdict = expected["verdict"]
    return frozenset(str(cause) for cause in (verdict["cause"], *listed(verdict.get("beside"))) if cause)


def told_of(expected: dict[str, dict[str, object]]) -> frozenset[str]:
    """What may be found, as a cause or beside it."""
    findings = expected["findings"]
    return causes_of(expected) | {str(one) for key in ("present", "allowed") for one in listed(findings[key])}


def listed(value: object) -> Iterable[object]:
    """A list of a TOML document."""
    return value if isinstance(value, list) else ()
