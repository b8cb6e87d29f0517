"""Batches of rows whose fields can be told apart."""

from typing import Any

import numpy as np
from numba import from_dtype

from arpwatch_k8s.compiled import entry, i8, void
from arpwatch_k8s.evidence.batch import BATCH, store
from arpwatch_k8s.evidence.row import ROW


@entry(void(from_dtype(BATCH)[::1], i8, from_dtype(ROW)[::1]))
def keep(batches: Any, at: int, rows: Any) -> None:  # noqa: ANN401 - NumPy record arrays
    """Copy a row into a batch."""
    store(batches[0], at, rows[0])


def row_of(kind: int, start: int = 1) -> Any:  # noqa: ANN401
    """A row each of whose fields has a number of its own."""
    rows = np.zeros(1, ROW)
    for number, name in enumerate(ROW.names or (), start):
        rows[name] = 1 + number % 251
    rows["kind"] = kind
    return rows
