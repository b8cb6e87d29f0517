"""A part's tables as Parquet, and back, to the bit.

Addresses, MACs and kinds are texts in the files. What a code of an address is, is kept beside the rows: the same codes
come back, in the order in which the scan gave them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from arpwatch_k8s.dataset.columns import as_numbers, as_texts
from arpwatch_k8s.evidence.addresses import LOW, NO_ADDRESS, Addresses, address_number
from arpwatch_k8s.evidence.endpoint import ENDPOINT
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.evidence.presence import PRESENCE
from arpwatch_k8s.evidence.table import ADDRESS_COLUMNS, DTYPES, Evidence, gather, mac_text, parse_mac
from arpwatch_k8s.wording.kinds import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

EVIDENCE, ADDRESSES, FLOWS, ENDPOINTS, HEARD = "evidence", "addresses", "flows", "endpoints", "presence"
TABLES: Final = (EVIDENCE, ADDRESSES, FLOWS, ENDPOINTS, HEARD)
MACS: Final = frozenset({"eth_src", "eth_dst", "sender_mac", "target_mac", "mac", "mac_to_vip", "mac_from_vip"})
LISTED: Final = "vrrp_addresses"
CAPTURE: Final = "capture"
"""The column that numbers the captures of a run: a file knows no run."""
NEAR: Final = ("time", "frame", "offset", "first_time", "last_time", "first_frame", "last_frame")
NEAR_OF_TWO: Final = ("payload_first", "payload_last")
"""Columns whose rows differ by far less from one another than from 0."""
FEW: Final = 64
"""Rows of which to compress each column takes longer than to write them, and saves nothing."""
SMALL: Final = 1 << 20
"""Bytes of a file to ask for whose columns, or to have several threads read them, takes longer than to read it."""
NO_MAC: Final = 0
TIME: Final = pa.timestamp("ns", tz="UTC")
DIRECTIONS: Final = ("to_vip", "from_vip")

known_number = lru_cache(maxsize=1 << 14)(address_number)
"""The same addresses come in every capture."""

Halves = Mapping[str, tuple[str, str]]
"""The addresses of a record: what each is called, and the fields that hold its upper and lower half."""
RECORDS: Final[dict[str, tuple[np.dtype[Any], Halves]]] = {
    FLOWS: (FLOW, {"client": ("client_hi", "client_lo"), "vip": ("vip_hi", "vip_lo")}),
    ENDPOINTS: (ENDPOINT, {"address": ("hi", "lo")}),
    HEARD: (PRESENCE, {}),
}
"""Tables of records, with their fields."""


def parquet(table: pa.Table) -> memoryview:
    """A table as the bytes of a file."""
    texts = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    near = {*NEAR, *(f"{name}_{way}" for name in NEAR_OF_TWO for way in DIRECTIONS)} & set(table.column_names)
    made = pa.BufferOutputStream()
    pq.write_table(
        table,
        made,
        compression="zstd" if len(table) > FEW else "none",
        use_dictionary=texts,
        column_encoding=dict.fromkeys(sorted(near), "DELTA_BINARY_PACKED") or None,
        store_schema=False,  # its names and types are Parquet's own; a small table would be half of it
        write_statistics=["time"],  # by which others leave out what is of another time
    )
    return memoryview(made.getvalue())


def read(path: Path, name: str) -> pa.Table:
    """The table of that name in a file. OSError, KeyError: it cannot be read, or is none."""
    file, threads = opened(path, name)
    return file.read(use_threads=threads)


def opened(path: Path, name: str) -> tuple[pq.ParquetFile, bool]:
    """The file of a table of that name, and whether its columns are worth several threads. OSError, KeyError."""
    # not as one of the data set's: what its folders are called is none of its columns
    large = path.stat().st_size > SMALL
    return pq.ParquetFile(
        path if large else pa.BufferReader(path.read_bytes()), read_dictionary=text_columns(name)
    ), large


@cache
def text_columns(name: str) -> list[str]:
    """The columns of texts of a table, which are to be read as they are kept: each text once."""
    if name == ADDRESSES:
        return []
    empty = of_evidence(gather([])) if name == EVIDENCE else of_records(np.zeros(0, RECORDS[name][0]), RECORDS[name][1])
    return [field.name for field in empty.schema if pa.types.is_dictionary(field.type)]


def of_evidence(rows: Evidence) -> pa.Table:
    """Rows as a table for people."""
    text = rows.addresses.text
    return pa.table({name: shown(name, rows[name], text, rows.addresses) for name in DTYPES if name != CAPTURE})


def shown(name: str, column: NDArray[Any], text: Any, addresses: Addresses) -> pa.Array:  # noqa: ANN401 - a bound method
    """A column of evidence for people."""
    if name in ADDRESS_COLUMNS:
        return as_texts(column, NO_ADDRESS, text)
    if name == LISTED:
        return as_texts(column, NO_ADDRESS, lambda group: " ".join(text(code) for code in addresses.groups[group]))
    if name in MACS:
        return as_texts(column, NO_MAC, mac_text)
    if name == "kind":
        return as_texts(column, 0, KINDS.__getitem__)
    return pa.array(column).view(TIME) if name == "time" else pa.array(column)


def of_addresses(addresses: Addresses) -> pa.Table:
    """What codes mean, in their order."""
    codes = np.arange(len(addresses), dtype=np.int32)
    hi, lo = addresses.halves(codes)
    return pa.table({"address": [addresses.text(code) for code in codes.tolist()], "hi": hi, "lo": lo})


def evidence_of(table: pa.Table, known: pa.Table, capture: int) -> Evidence:
    """The rows of a table, and what their codes mean, as those of the capture of that number."""
    addresses = Addresses()
    his, los = (known[name].to_numpy().copy() for name in ("hi", "lo"))  # compiled code takes none to be read only
    addresses.codes(his, los, np.ones(len(his), bool))
    code = {text: number for number, text in enumerate(known["address"].to_pylist())}
    columns: dict[str, NDArray[Any]] = {}
    for name, dtype in DTYPES.items():
        if name == CAPTURE:
            columns[name] = np.full(len(table), capture, dtype)
        elif name in ADDRESS_COLUMNS:
            columns[name] = as_numbers(table[name], code.__getitem__, NO_ADDRESS, dtype)
        elif name == LISTED:
            columns[name] = as_numbers(
                table[name],
                lambda texts: addresses.intern_group(tuple(code[text] for text in texts.split())),
                NO_ADDRESS,
                dtype,
            )
        elif name in MACS:
            columns[name] = as_numbers(table[name], parse_mac, NO_MAC, dtype)
        elif name == "kind":
            columns[name] = as_numbers(table[name], KINDS.index, 0, dtype)
        else:
            columns[name] = plain(table, name, dtype)
    return Evidence(columns, addresses)


def plain(table: pa.Table, name: str, dtype: Any) -> NDArray[Any]:  # noqa: ANN401 - whatever NumPy takes for one
    """A column of numbers; nobody else has it."""
    column = table[name].combine_chunks()
    numbers: NDArray[Any] = (column.view(pa.int64()) if name == "time" else column).to_numpy().astype(dtype)
    return numbers


def of_records(records: NDArray[Any], halves: Halves) -> pa.Table:
    """Records as a table for people."""
    columns: dict[str, pa.Array] = {}
    addresses = Addresses()
    for name, (hi, lo) in halves.items():
        codes = addresses.codes(records[hi], records[lo], np.ones(len(records), bool))
        columns[name] = as_texts(codes, NO_ADDRESS, addresses.text)
    for name, values in fields(records, halves):
        columns[name] = as_texts(values, NO_MAC, mac_text) if name in MACS else pa.array(values)
    return pa.table(columns)


def fields(records: NDArray[Any], halves: Halves) -> list[tuple[str, NDArray[Any]]]:
    """What a record has beside addresses, by its name in the table: fields of two are two columns."""
    taken = {field for pair in halves.values() for field in pair} | {CAPTURE}
    found: list[tuple[str, NDArray[Any]]] = []
    for name in records.dtype.names or ():
        if name in taken:
            continue
        if records[name].ndim == 1:
            found.append((name, records[name]))
        else:
            found += [(f"{name}_{way}", records[name][:, place]) for place, way in enumerate(DIRECTIONS)]
    return found


def records_of(table: pa.Table, dtype: np.dtype[Any], halves: Halves, capture: int) -> NDArray[Any]:
    """The records of a table, as those of the capture of that number."""
    records = np.zeros(len(table), dtype)
    for name, (hi, lo) in halves.items():
        numbers: list[int] = []

        def place(text: str, numbers: list[int] = numbers) -> int:
            numbers.append(known_number(text))
            return len(numbers) - 1

        places = as_numbers(table[name], place, NO_ADDRESS, np.int64)
        records[hi] = np.array([number >> 64 for number in numbers], np.uint64)[places]
        records[lo] = np.array([number & LOW for number in numbers], np.uint64)[places]
    for name, target in fields(records, halves):
        target[:] = as_numbers(table[name], parse_mac, NO_MAC, np.uint64) if name in MACS else table[name].to_numpy()
    if CAPTURE in (dtype.names or ()):
        records[CAPTURE] = capture
    return records
