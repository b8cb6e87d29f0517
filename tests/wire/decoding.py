"""Frames to rows: what the decoders make of frames that a savefile holds."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.frame import to_frame
from arpwatch_k8s.wire.link import ETHERNET
from tests.savefiles import pcap, save


def rows(folder: Path, *frames: bytes, linktype: int = ETHERNET, vips: Sequence[str] | None = None) -> pd.DataFrame:
    """The evidence of some frames, the first at time 0, each a nanosecond later; TCP of all, or of the VIPs alone."""
    path = save(folder / "x.pcap", pcap(list(enumerate(frames)), linktype=linktype))
    loaded = load([path], vips=None if vips is None else [address_number(vip) for vip in vips])
    return to_frame(loaded.evidence, ["x.pcap"])


def reasons(folder: Path, *frames: bytes, linktype: int = ETHERNET) -> dict[str, int]:
    """Why frames could not be decoded, with the number of those."""
    return load([save(folder / "x.pcap", pcap(list(enumerate(frames)), linktype=linktype))]).captures[0].undecoded


def given(row: pd.Series) -> dict[str, object]:
    """What a row has, beyond its place in the savefile."""
    places = {"time", "capture", "frame", "interface", "ifindex", "offset", "frame_len", "captured_len"}
    return {name: value for name, value in row.items() if name not in places and not pd.isna(value) and value != ""}
