"""Symptoms of one VIP or of all, as columns and, where a person or a rule will read them, as records.

A storm of lost attempts has tens of thousands: their times, kinds and senders are columns, and a record is made of one
when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, SupportsIndex, TypeAlias, overload

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.cost.symptom import Symptom, SymptomKind
from arpwatch_k8s.correlator.ownership.holders import NOBODY, Holders
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.segment import Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

KINDS: Final = tuple(SymptomKind)
"""By the number that stands for each in `SYMPTOM` records."""
KIND: Final = {kind: number for number, kind in enumerate(KINDS)}
UNKNOWN: Final = -1
"""Of what a frame has not, and of an attempt that is not known."""

SYMPTOM: Final = np.dtype(
    [
        ("time", "i8"),
        ("frame", "i8"),
        ("mac", "u8"),
        ("peer", "u8"),
        ("attempt", "i8"),
        ("times", "i8"),
        ("claimed", "i8"),
        ("used", "i8"),
        ("serving", "i8"),
        ("kernel", "i8"),
        ("capture", "i4"),
        ("vip", "i4"),
        ("segment", "i4"),
        ("source", "i4"),
        ("gateway", "i4"),
        ("expected", "i4"),
        ("icmp_type", "i2"),
        ("icmp_code", "i2"),
        ("quoted_ttl", "i2"),
        ("kind", "i1"),
        ("quotes_syn", "i1"),
        ("contested", "?"),
        ("placed", "?"),
    ]
)
"""One symptom: the fields of `Symptom` and of its `Holders`, known where `placed`. `kind` is an index into `KINDS`,
`segment` and `expected` are indices into lists beside the table, `attempt` is a number among all connections; what is
None in a record is `UNKNOWN`."""
SymptomRows: TypeAlias = "NDArray[np.void]"
"""An array of `SYMPTOM`."""


def blank(n: int, kind: SymptomKind | None = None) -> SymptomRows:
    """So many records of which nothing is known yet, of one kind."""
    made = np.zeros(n, SYMPTOM)
    for name in ("attempt", "gateway", "expected", "icmp_type", "icmp_code", "quoted_ttl", "quotes_syn"):
        made[name] = UNKNOWN
    for name in ("claimed", "used", "serving", "kernel"):
        made[name] = NOBODY
    made["times"] = 1
    made["kind"] = 0 if kind is None else KIND[kind]
    return made


class Symptoms(Sequence[Symptom]):
    """Some symptoms in order of time: columns (`SYMPTOM`) by name, records by place."""

    @classmethod
    def of(cls, records: Sequence[Symptom]) -> Symptoms:
        """Symptoms that were made one by one."""
        rows = blank(len(records))
        for row, one in zip(rows, records, strict=True):
            row["time"], row["kind"], row["mac"] = one.time, KIND[one.kind], one.mac
            row["capture"], row["frame"] = one.frame
        return cls(rows, (), records=dict(enumerate(records)))

    def __init__(
        self,
        rows: SymptomRows,
        segments: Sequence[Segment],
        *,
        attempts: Connections | None = None,
        expected: Sequence[tuple[int, ...]] = (),
        records: dict[int, Symptom] | None = None,
    ) -> None:
        self.rows = rows
        self.segments = segments
        self._attempts = attempts
        self._expected = expected
        self._records = {} if records is None else records

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Symptom]:
        return iter(self._made(range(len(self))))

    @overload
    def __getitem__(self, place: SupportsIndex) -> Symptom: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Symptom, ...]: ...

    def __getitem__(self, place: SupportsIndex | slice) -> Symptom | tuple[Symptom, ...]:
        if isinstance(place, slice):
            return tuple(self._made(range(len(self))[place]))
        return self._made([range(len(self))[place]])[0]

    def column(self, name: str) -> NDArray[Any]:
        """One column of `SYMPTOM`."""
        return self.rows[name]

    def of_kinds(self, *kinds: SymptomKind) -> tuple[Symptom, ...]:
        """Records of those of some kinds."""
        wanted = np.isin(self.rows["kind"], [KIND[kind] for kind in kinds])
        return tuple(self._made(np.flatnonzero(wanted).tolist()))

    def where(self, index: NDArray[Any]) -> Symptoms:
        """Those that a mask or an index array picks."""
        return Symptoms(self.rows[index], self.segments, attempts=self._attempts, expected=self._expected)

    def with_rows(
        self,
        rows: SymptomRows,
        *,
        segments: Sequence[Segment] | None = None,
        expected: Sequence[tuple[int, ...]] = (),
    ) -> Symptoms:
        """Others that are about the same attempts, and the same segments where no others are given."""
        names = self.segments if segments is None else segments
        return Symptoms(rows, names, attempts=self._attempts, expected=expected)

    def counts(self) -> dict[SymptomKind, int]:
        """How many there are of each kind that occurs."""
        numbers = np.bincount(self.rows["kind"], minlength=len(KINDS)).tolist()
        return {kind: n for kind, n in zip(KINDS, numbers, strict=True) if n}

    def _made(self, places: Sequence[int]) -> list[Symptom]:
        """The records at some places, each made once."""
        missing = [at for at in places if at not in self._records]
        rows = self.rows[np.array(missing, np.int64)]
        numbers = rows["attempt"]
        known = distinct(numbers[numbers >= 0]).tolist()
        attempts = dict(zip(known, self._attempts.source.records(known) if self._attempts else (), strict=True))
        names = SYMPTOM.names or ()
        for at, values in zip(missing, rows.tolist(), strict=True):
            row = dict(zip(names, values, strict=True))
            self._records[at] = Symptom(
                time=row["time"],
                kind=KINDS[row["kind"]],
                vip=row["vip"],
                segment=self.segments[row["segment"]],
                mac=row["mac"],
                source=row["source"],
                frame=FrameRef(row["capture"], row["frame"]),
                attempt=attempts.get(row["attempt"]),
                icmp_type=known_or_none(row["icmp_type"]),
                icmp_code=known_or_none(row["icmp_code"]),
                gateway=row["gateway"],
                quoted_ttl=known_or_none(row["quoted_ttl"]),
                quotes_syn=None if row["quotes_syn"] == UNKNOWN else bool(row["quotes_syn"]),
                peer=row["peer"],
                times=row["times"],
                holders=self._holders(row) if row["placed"] else None,
            )
        return [self._records[at] for at in places]

    def _holders(self, row: dict[str, Any]) -> Holders:
        """Who held each track then."""
        return Holders(
            claimed=row["claimed"],
            contested=row["contested"],
            used=row["used"],
            serving=row["serving"],
            expected=self._expected[row["expected"]] if row["expected"] >= 0 else (),
            kernel=row["kernel"],
        )


def known_or_none(number: int) -> int | None:
    """A number, None where there is none."""
    return None if number == UNKNOWN else number


NO_SYMPTOMS: Final = Symptoms(blank(0), ())
