"""Weighing a voice against signatures: each observation multiplies a program's weight by how likely it is there.

What the frames say (forms, distances, who answers) are the factors; a signature's `usual` decides only where they
cannot. Every factor has a floor, so that a lost frame or another program on the same node rules nothing out, and long
captures count no more than `ENOUGH` announcements, so that their many small deviations do not. What no program
explains well is left to "unknown", which takes every observation for a tenth as likely as a program that always does
it, and every distance for that of a new occasion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp, log
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.speakers.beside import Beside, beside_of
from arpwatch_k8s.speakers.signature import Adverts, Answers, Beat, Form, Mac, Signature
from arpwatch_k8s.speakers.signatures import SIGNATURES
from arpwatch_k8s.speakers.speaker import UNKNOWN, Candidate
from arpwatch_k8s.speakers.voice import Voice
from arpwatch_k8s.thresholds import NS

if TYPE_CHECKING:
    from numpy.typing import NDArray

ENOUGH: Final = 6
"""Announcements beyond which more of the same say nothing new."""
NEVER: Final = 0.01
"""What a program's source rules out: another program on that node, or a mistake of ours."""
MISFIT: Final = 0.03
"""A distance that a program's rhythm does not have: a lost frame, a stalled process, a restart."""
OCCASION: Final = 0.3
"""A distance after which a program has had a reason to announce again."""
LOST_ONE: Final = 0.15
"""A distance of several intervals: frames between were lost."""
CUT: Final = 0.15
"""A burst that ends early although the capture goes on: the address moved on, or frames were lost."""
ANY: Final = 0.1
"""What an unknown program does, compared to one that always does it."""
RARE: Final = 0.05
"""What contradicts a program's way of answering, where another program on the node may have done it."""
LEAST: Final = 0.01
"""Score below which a candidate is not named."""
STEADY: Final = 0.1
"""Part of an interval by which a steady one varies."""
SILENT_NS: Final = 10 * NS
"""Silence after which a program that announces for ever has stopped: three of kube-vip's intervals."""
SILENT_INTERVALS: Final = 2


def candidates(voice: Voice, *, alone: bool) -> tuple[Candidate, ...]:
    """The programs that a voice may be of, the likeliest first; `alone`: nothing else speaks from this MAC, so that
    what is not announcing is this program's, too."""
    heard = beside_of(voice)
    weights = {signature.id: weight(signature, voice, heard, alone=alone) for signature in SIGNATURES}
    weights[UNKNOWN] = unknown(voice, heard, alone=alone)
    most = max(weights.values())
    scores = {program: exp(value - most) for program, value in weights.items()}
    total = sum(scores.values())
    known = [
        Candidate(
            program=signature.id,
            name=signature.name,
            family=signature.family,
            score=scores[signature.id] / total,
            controller=signature.controller,
            manages=signature.manages,
        )
        for signature in SIGNATURES
    ]
    known.append(
        Candidate(
            program=UNKNOWN,
            name="no known program",
            family=UNKNOWN,
            score=scores[UNKNOWN] / total,
            controller=False,
            manages=False,
        )
    )
    ranked = sorted(known, key=lambda candidate: -candidate.score)
    return tuple(candidate for candidate in ranked if candidate.score >= LEAST)


def weight(signature: Signature, voice: Voice, heard: Beside, *, alone: bool) -> float:
    """The logarithm of a program's weight."""
    events = voice.events
    total = log(signature.usual) + rhythm(signature, voice)
    if len(events):
        total += shapes(signature, events["form"])
    if (signature.mac is Mac.VIRTUAL) != voice.virtual:
        total += log(NEVER)
    if voice.macvlan and signature.family != "kube-vip":
        total += log(RARE)
    total += sum(log(likely) for likely in beside(signature, voice, heard, alone=alone))
    return total


def unknown(voice: Voice, heard: Beside, *, alone: bool) -> float:
    """The logarithm of the weight of a program that nothing is known of."""
    n = min(len(voice.events), ENOUGH)
    absent = (not voice.listed and not voice.beside) + (not voice.carp)
    factors = 1 + n + sum(1 for _ in beside(SIGNATURES[0], voice, heard, alone=alone)) - absent
    return log(ANY) * factors + log(OCCASION) * max(0, n - 1)


def shapes(signature: Signature, form: NDArray[np.uint8]) -> float:
    """The logarithm of how likely the forms are."""
    values, counts = np.unique(form, return_counts=True)
    likely = {Form(value): signature.forms.get(Form(value), NEVER) for value in values.tolist()}
    part = sum(count * log(likely[Form(value)]) for value, count in zip(values.tolist(), counts.tolist(), strict=True))
    mixed: float = min(len(form), ENOUGH) * part / len(form)
    if len(signature.forms) == 1 or NEVER in likely.values():
        return mixed
    if signature.runs:
        # each run is of one form; every change beyond the first is another run of the program
        mixed += min(ENOUGH, max(0, int(np.count_nonzero(np.diff(form))) - 1)) * log(ANY)
    if len(values) > 1:
        return mixed + log(max(signature.mixes, NEVER))
    (only,) = likely.values()
    return max(mixed + log(max(signature.mixes, NEVER)), log(max(1 - signature.mixes, NEVER)) + log(only))


def rhythm(signature: Signature, voice: Voice) -> float:
    """The logarithm of how likely the distances between announcements are, and their absence."""
    times, beat = voice.events["time"], signature.beat
    if not len(times):
        return silence(beat, voice)
    gaps = np.diff(times)
    total = 0.0
    if len(gaps):
        total = min(len(gaps), ENOUGH) * float(np.log(likely_gaps(beat, gaps)).mean())
    if cut_short(beat, times, gaps, voice):
        total += log(CUT)
    if beat.forever and len(times) <= SILENT_INTERVALS and voice.end - int(times[-1]) > longest_silence(beat):
        total += log(ANY)
    return total


def likely_gaps(beat: Beat, gaps: NDArray[np.int64]) -> NDArray[np.float64]:
    """How likely each distance is in a rhythm."""
    likely = np.where(gaps >= beat.rest_ns, OCCASION, MISFIT)
    if beat.steady and len(gaps) > 1:
        usual = float(np.median(gaps))
        if usual:
            times = np.maximum(1, np.round(gaps / usual))
            constant = np.abs(gaps - times * usual) <= STEADY * usual
            likely = np.maximum(likely, np.where(constant, np.where(times == 1, beat.steady, MISFIT), 0))
    for known in beat.gaps:
        likely = np.maximum(likely, np.where((gaps >= known.low) & (gaps <= known.high), known.likely, 0))
    if beat.limit is not None:
        first = np.concatenate([[True], gaps > beat.within_ns])
        place = np.arange(len(first)) - np.maximum.accumulate(np.where(first, np.arange(len(first)), 0))
        likely = np.where((place[1:] >= beat.limit) & ~first[1:], MISFIT, likely)
    found: NDArray[np.float64] = likely
    return found


def cut_short(beat: Beat, times: NDArray[np.int64], gaps: NDArray[np.int64], voice: Voice) -> bool:
    """Whether most bursts end early although the capture began before them and goes on behind."""
    if beat.burst < 2:
        return False
    starts = np.concatenate([[0], np.flatnonzero(gaps > beat.within_ns) + 1])
    ends = np.append(starts[1:], len(times)) - 1
    whole = (beat.burst - 1) * beat.within_ns
    begun_before = times[starts] - voice.start <= whole
    goes_on = times[ends] + beat.within_ns >= voice.end
    early = (ends - starts + 1 < beat.burst) & ~begun_before & ~goes_on
    return bool(early.sum() * 2 > len(starts))


def silence(beat: Beat, voice: Voice) -> float:
    """The logarithm of how likely it is that nothing was announced while the address was used."""
    times = voice.claims["time"]
    if beat.forever and len(times) and int(times[-1]) - int(times[0]) > longest_silence(beat):
        return log(NEVER)
    return 0.0


def longest_silence(beat: Beat) -> int:
    """From when on a program that announces for ever must have stopped, ns."""
    return max(SILENT_NS, SILENT_INTERVALS * max((known.high for known in beat.gaps if known.likely == 1), default=0))


def beside(signature: Signature, voice: Voice, heard: Beside, *, alone: bool) -> Iterator[float]:
    """How likely each observation is that is no announcement; as many for every signature."""
    kernel = signature.answers is Answers.KERNEL
    userland = signature.answers is Answers.USERLAND
    if heard.padded:
        yield 1.0 if signature.padded else LOST_ONE
    if heard.short:
        yield 0.5 if signature.padded else 1.0
    if heard.to_nobody:
        if signature.id == "linux":
            yield 1.0 if voice.among_others else OCCASION
        elif signature.id == "host":
            yield 1.0 if voice.probed else OCCASION
        else:
            yield OCCASION
    yield from adverts(signature, voice)
    if not alone:
        return
    if len(voice.asked):
        yield 1.0 if kernel else RARE
    if len(voice.rivals):
        yield NEVER if kernel else 1.0
    if heard.answers_padded:
        yield LOST_ONE if kernel else 1.0
    if heard.answers_short:
        yield 0.5 if userland else 1.0
    if heard.override:
        yield RARE if userland else 1.0
    elif heard.override is False:
        yield 1.0 if userland else OCCASION


def adverts(signature: Signature, voice: Voice) -> Iterator[float]:
    """How likely the advertisements of VRRP and CARP are; two factors for every signature."""
    vrrp, carp = signature.adverts is Adverts.VRRP, signature.adverts is Adverts.CARP
    if voice.listed:
        yield 1.0 if vrrp else 0.02
    elif voice.beside:
        yield 0.5 if vrrp else OCCASION
    else:
        yield ANY if vrrp and voice.end - voice.start > SILENT_NS // 2 else 0.5 if vrrp else 1.0
    yield (1.0 if carp else OCCASION) if voice.carp else (0.5 if carp else 1.0)


def parts(voice: Voice) -> list[Voice]:
    """A voice, or several where forms that no program mixes show that several programs speak from one MAC; a few halves
    of pairs, whose other half was lost or came before the capture, go with the pairs."""
    form = voice.events["form"]
    if not len(form):
        return [voice]
    group = np.array([GROUPS.get(Form(value), 0) for value in range(max(Form) + 1)])[form]
    pairs, own = int((form == Form.PAIR_ALL).sum()), int((form == Form.REPLY_OWN).sum())
    if pairs:
        group[form == Form.REPLY_ALL] = GROUPS[Form.PAIR_ALL]
        lone, halves = form == Form.REQUEST_ALL, int((form == Form.REPLY_ALL).sum())
        # where frames were lost, about as many first halves are left alone as second ones
        if not own and int(lone.sum()) <= max(1, pairs // 4, 2 * halves):
            group[lone] = GROUPS[Form.PAIR_ALL]
    apart = int((form == Form.PAIR_OWN).sum())
    if apart and own <= max(1, apart // 4):
        group[form == Form.REPLY_OWN] = GROUPS[Form.PAIR_OWN]
    return [replace(voice, events=voice.events[group == number]) for number in distinct(group).tolist()]


GROUPS: Final = {
    Form.REQUEST_ALL: 1,
    Form.REPLY_OWN: 1,
    Form.PAIR_ALL: 2,
    Form.REQUEST_NONE: 3,
    Form.PAIR_OWN: 3,
    Form.REQUEST_OWN: 4,
    Form.REPLY_ALL: 5,
    Form.ND_OWN_SOURCE: 6,
    Form.ND_VIP_SOURCE: 7,
    Form.ND_VIP_SOURCE_ROUTER: 7,
    Form.ND_WEAK_SOURCE_OPTION: 8,
    Form.ND_WEAK_TARGET_OPTION: 8,
}
"""Forms that one program may mix; those of different numbers are of different programs."""
