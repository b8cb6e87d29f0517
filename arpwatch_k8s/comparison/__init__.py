"""Two analyses side by side: what changed from BEFORE to AFTER, and whether the frames show it.

- `sides/`: what each side says, read from the document of its analysis
- `shares.py`: whether two shares of failures differ;  `chance.py`: whether time accounts for it
- `record.py`: what a comparison comes to
- `pairs.py`: which VIP is which;  `causes.py`: which causes are gone or new, and which could not have been seen
- `judging.py`: the answer, with its reason;  `bearing.py`: what to bear in mind
- `comparing.py`: two sides to a comparison
- `shown/`: as text, JSON, Markdown, a page, a figure, a folder

Nothing here reads a frame: a side is the document that `analyze --format json` writes, made a moment ago or kept for a
year, so that both ways say the same.
"""

from arpwatch_k8s.comparison.comparing import compare
from arpwatch_k8s.comparison.pairs import missed
from arpwatch_k8s.comparison.record import Answer, Comparison
from arpwatch_k8s.comparison.sides.reading import side_of
from arpwatch_k8s.comparison.sides.side import Side

__all__ = ["Answer", "Comparison", "Side", "compare", "missed", "side_of"]
