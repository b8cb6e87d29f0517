"""Which program announced: signatures as data, matching as code.

`signatures.py` says what each program sends (forms, rhythm, who answers for it, adverts), each fact with its source, in
the terms of `signature.py`. `voice.py` gathers what one MAC said of a VIP, `match.py` weighs it against every signature
and gives ranked candidates, `speakers.py` puts both together. "Unknown" is a candidate like any other.

Nothing here depends on addresses. A frame's length may confirm a program (some pad in user space), it never refutes
one: padding is added by every wire and lost in many captures.
"""

from arpwatch_k8s.speakers.speaker import UNKNOWN, Candidate, Speaker
from arpwatch_k8s.speakers.speakers import speakers

__all__ = ["UNKNOWN", "Candidate", "Speaker", "speakers"]
