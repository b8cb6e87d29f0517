"""A part to files: its tables, then the manifest, by which it is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from arpwatch_k8s.dataset import kept as manifests
from arpwatch_k8s.dataset import tables
from arpwatch_k8s.dataset.kept import Kept
from arpwatch_k8s.dataset.places import NONE, SEVERAL, day_of, table_path
from arpwatch_k8s.dataset.placing import place
from arpwatch_k8s.dataset.tables import ADDRESSES, ENDPOINTS, EVIDENCE, FLOWS, HEARD, RECORDS
from arpwatch_k8s.evidence.addresses import NO_ADDRESS, Addresses, number_text
from arpwatch_k8s.evidence.batch import of_tcp
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.evidence.segment import segments
from arpwatch_k8s.evidence.table import joined

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from arpwatch_k8s.capture.parts import Part
    from arpwatch_k8s.capture.source import Source
    from arpwatch_k8s.evidence.table import Evidence


def keep(
    folder: Path,
    part: Part,
    source: Source,
    *,
    content: str,
    reading: str,
    vips: Sequence[int],
    mtime_ns: int,
    replaces: Sequence[str] = (),
) -> Kept:
    """Write what a reading of a source gave; its rows may be numbered as any capture's.

    OutputError: it cannot be written; what is there of it then is no reading, as the manifest is written last.
    """
    flows = joined([np.zeros(0, FLOW), *part.flows])
    files: dict[str, tuple[str, int]] = {}
    day, segment = day_of(part.info.first_ns), segment_of(part.evidence)
    for name, table in tables_of(part, flows).items():
        where = table_path(name, day=day, segment=segment, content=content, reading=reading)
        data = tables.parquet(table)
        place(folder / where, data)
        files[name] = (where, len(data))
    made = Kept(
        content=content,
        reading=reading,
        vips=tuple(sorted(vips)),
        source=source,
        mtime_ns=mtime_ns,
        info=part.info,
        files=files,
        about=about(part.evidence, flows, vips),
        replaces=tuple(replaces),
    )
    manifests.write(folder, made)
    return made


def tables_of(part: Part, flows: NDArray[Any]) -> dict[str, pa.Table]:
    """The tables of a part that have rows."""
    found: dict[str, pa.Table] = {}
    if len(part.evidence):
        found[EVIDENCE] = tables.of_evidence(part.evidence)
        found[ADDRESSES] = tables.of_addresses(part.evidence.addresses)
    for name, records in ((FLOWS, flows), (ENDPOINTS, part.endpoints), (HEARD, part.presence)):
        if len(records):
            found[name] = tables.of_records(records, RECORDS[name][1])
    return found


def segment_of(rows: Evidence) -> str:
    """The segment that rows are of, as part of a path."""
    if not len(rows):
        return NONE
    _, found = segments(rows)
    return str(found[0]) if len(found) == 1 else SEVERAL


def about(rows: Evidence, flows: NDArray[Any], vips: Sequence[int]) -> dict[int, int]:
    """How many rows of TCP and flows are about each VIP."""
    tcp = rows.take(of_tcp(rows["kind"]))
    ends = np.concatenate([tcp["ip_src"], tcp["ip_dst"]])
    named = np.bincount(ends[ends >= 0], minlength=len(rows.addresses))
    carriers = Addresses()
    carried = np.bincount(carriers.codes(flows["vip_hi"], flows["vip_lo"], np.ones(len(flows), bool)))
    counts: dict[int, int] = {}
    for vip in vips:
        code, of_flows = (each.find(number_text(vip)) for each in (rows.addresses, carriers))
        count = (0 if code == NO_ADDRESS else named[code]) + (0 if of_flows == NO_ADDRESS else carried[of_flows])
        if count:
            counts[vip] = int(count)
    return counts
