"""Lines of text and of JSON: one a change, there as soon as it is told."""

from contextlib import closing
from datetime import UTC
from io import StringIO

from arpwatch_k8s.changes.document import ndjson
from arpwatch_k8s.changes.line import line
from arpwatch_k8s.monitor.sinks.lines import Lines
from arpwatch_k8s.monitor.sinks.ndjson import Ndjson
from tests.changes.samples import SAMPLES


def test_text_is_a_line_a_change() -> None:
    stream = StringIO()
    with closing(Lines(stream, UTC)) as sink:
        for change in SAMPLES:
            sink.tell(change)
    assert stream.getvalue() == "".join(f"{line(change, UTC)}\n" for change in SAMPLES)


def test_json_is_a_line_a_change() -> None:
    stream = StringIO()
    with closing(Ndjson(stream)) as sink:
        for change in SAMPLES:
            sink.tell(change)
    assert stream.getvalue() == "".join(f"{ndjson(change)}\n" for change in SAMPLES)
