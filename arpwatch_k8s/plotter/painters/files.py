"""Files of a figure: SVG, PNG and PDF from one painting, whose bytes depend on nothing but the layout."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.plotter.painters.ink import drawable, settings
from arpwatch_k8s.plotter.painters.paint import paint, png
from arpwatch_k8s.plotter.sheet import TimelineLayout
from arpwatch_k8s.wording.plain import plain

Pages = Sequence[TimelineLayout]


def save(pages: Pages, targets: Sequence[Path]) -> tuple[Path, ...]:
    """Write a figure into each target, as its suffix says, from one painting; the paths written.

    A PDF holds all pages, without dates, its fonts embedded; of SVG and PNG each further page is a file beside the
    first. One page is in memory at a time. OutputError: it cannot be written.
    """
    book = BytesIO()
    metadata = {"CreationDate": None, "ModDate": None, "Title": drawable(pages[0].title.text)}
    written: dict[Path, list[Path]] = {target: [] for target in targets}
    bound = [target for target in targets if target.suffix.lower() == ".pdf"]
    with settings(), PdfPages(book, metadata=metadata) as document:
        for number, page in enumerate(pages):
            figure = paint(page)
            if bound:
                document.savefig(figure)
            for target in targets:
                if target not in bound:
                    made = svg(figure, page) if target.suffix.lower() == ".svg" else png(figure)
                    written[target].append(put(paths(target, len(pages))[number], made))
    for target in bound:
        written[target].append(put(target, book.getvalue()))
    return tuple(path for target in targets for path in written[target])


def paths(target: Path, pages: int) -> list[Path]:
    """The files of a target: `figure.svg`, and `figure-2.svg` and so on for further pages; a PDF is one."""
    if target.suffix.lower() == ".pdf":
        return [target]
    further = (target.with_name(f"{target.stem}-{number}{target.suffix}") for number in range(2, pages + 1))
    return [target, *further]


def put(path: Path, data: bytes) -> Path:
    """Write a file under another name, and rename it."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"{path}: {error.strerror}", fix="Draw into a directory that can be written.") from error
    return path


def svg(figure: Figure, layout: TimelineLayout) -> bytes:
    """An SVG that tells those who cannot see it what it shows: without date or random id."""
    out = BytesIO()
    with settings():
        metadata = {"Date": None, "Creator": None, "Title": drawable(layout.title.text)}
        figure.savefig(out, format="svg", metadata=metadata)
    description = f"</title>\n  <desc>{escape(plain(layout.description))}</desc>"
    made = out.getvalue().replace(b"<svg ", b'<svg role="img" ', 1)
    return made.replace(b"</title>", description.encode(), 1)
