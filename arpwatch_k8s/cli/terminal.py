"""Where texts are printed: how wide they may be."""

import shutil
import sys

from arpwatch_k8s.wording.wrapping import WIDTH, columns


def width() -> int:
    """Columns of what is printed: as the terminal has, within what can be read well; in a file always as many."""
    return columns(shutil.get_terminal_size().columns) if sys.stdout.isatty() else WIDTH
