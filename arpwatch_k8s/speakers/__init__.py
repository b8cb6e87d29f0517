"""Which program announced: signatures as data, matching as code.

- `signature.py`: the terms;  `signatures.py`: what each program sends (forms, rhythm, who answers for it, adverts),
  each fact with its source
- `voice.py`: what one MAC said of a VIP
- `beside.py`: what of it is no announcement
- `match.py`: a voice weighed against every signature: ranked candidates
- `speaker.py`: the record of that;  `speakers.py`: all of them

"Unknown" is a candidate like any other. Nothing here depends on addresses. A frame's length may confirm a program (some
pad in user space), it never refutes one: padding is added by every wire and lost in many captures.
"""

from arpwatch_k8s.speakers.speaker import UNKNOWN, Candidate, Speaker
from arpwatch_k8s.speakers.speakers import speakers

__all__ = ["UNKNOWN", "Candidate", "Speaker", "speakers"]
