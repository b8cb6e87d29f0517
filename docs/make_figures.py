"""Draws the figures of the rules' pages from the scenarios' captures: `make docs-figures`.

Small PNGs of few colors, so that all of docs stays small; the same captures give the same bytes.
"""

import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

import arpwatch_k8s as aw

DOCS: Final = Path(__file__).resolve().parent
CAPTURES: Final = DOCS.parent / "captures"
FIGURES: Final = DOCS / "rules" / "figures"
DOTS_PER_INCH: Final = 80
COLORS: Final = 48
STAGED: Final = {"split-brain": "split-brain-kubevip", "handover": "metallb-failover"}
"""Rules whose scenario has another name than theirs."""


def scenario(rule: str) -> Path | None:
    """The folder of a rule's scenario, None where there is none."""
    folder = CAPTURES / STAGED.get(rule, rule)
    return folder if folder.is_dir() else None


def sources(folder: Path) -> list[Path]:
    """What a scenario's figure is drawn from."""
    return sorted(folder.glob("*.pcap*"))


def logs(folder: Path) -> list[str]:
    """Logs beside a scenario's captures, which were written in UTC."""
    names = {"ip-monitor-neigh": "ip-monitor-neigh.log", "nginx-error": "nginx-error.log"}
    return [f"{kind}={folder / name}@UTC" for kind, name in names.items() if (folder / name).exists()]


def drawn(folder: Path) -> bytes:
    """The timeline of a scenario as a PNG of few colors."""
    vip = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))["vip"]
    figure = aw.analyze(*sources(folder), vip=vip, logs=logs(folder)).timeline()
    wide = BytesIO()
    figure.savefig(wide, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    small = BytesIO()
    Image.open(wide).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def rules() -> Iterator[str]:
    """The rules that have a page."""
    return (path.stem for path in sorted((DOCS / "rules").glob("*.md")) if path.stem != "README")


def main() -> None:
    """Draw all, or those of the rules that are named."""
    FIGURES.mkdir(exist_ok=True)
    for rule in sys.argv[1:] or rules():
        folder = scenario(rule)
        if folder is None:
            sys.stdout.write(f"{rule}: no scenario in captures/{STAGED.get(rule, rule)}, so no figure\n")
            continue
        path = FIGURES / f"{rule}.png"
        path.write_bytes(drawn(folder))
        sys.stdout.write(f"{path.relative_to(DOCS.parent)}: {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
