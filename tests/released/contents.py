"""What is in the release of the benchmark, file by file, and the answers that are not in it."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from arpwatch_k8s import __version__
from arpwatch_k8s.diagnosis.rules import RULES
from arpwatch_k8s.wording.counts import plural
from tests.conftest import REPO
from tests.metamorphic.recording import write
from tests.metamorphic.scene import Scene, labelled, scene
from tests.released.disguised import disguised
from tests.released.labelled import Answer, Group, Truth, truth

SHIPPED: Final = ("score.py", "from_analysis.py")
"""From benchmark/, as they are."""
STORIES: Final = ("README.md", "truth.json")
"""What of a scenario goes beside its captures."""
CAUSES: Final = {rule.id: rule.title for rule in RULES}
"""All that may be named, with what it says of the VIP."""
NAMES: Final = "names.toml"
"""What of a cluster is known beside each capture."""
PAGE: Final = REPO / "docs" / "benchmark.md"
LINK: Final = re.compile(r"\[([^\]]*)\]\((?!https?:)[^)]*\)")
"""A link to another page of the documentation, which is not in the release."""

Files = dict[str, bytes]
"""Contents by their paths in the release."""


def release(captures: Path, staged: Path, seed: str) -> tuple[Files, bytes]:
    """The files, and the answers to the part whose truth is not among them.

    `captures` has the scenarios that are given with their truth, `staged` those that are disguised by chance of `seed`.
    """
    public, open_truths = given(captures)
    withheld, hidden_truths, scenarios = hidden(staged, seed)
    answers = encoded(
        {**truths_document("withheld", hidden_truths), "scenarios": scenarios, "seed": seed},
    )
    parts = {"public": (public, open_truths), "withheld": (withheld, hidden_truths)}
    index = {
        "benchmark": "arpwatch-k8s",
        "version": __version__,
        "causes": CAUSES,
        **{part: listed(files, truths) for part, (files, truths) in parts.items()},
    }
    told = {
        "README.md": LINK.sub(r"\1", PAGE.read_text(encoding="utf-8")).encode(),
        "LICENSE": (REPO / "LICENSE").read_bytes(),
        "captures.json": encoded(index),
        "public/truth.json": encoded(truths_document("public", open_truths)),
        "withheld/answers.sha256": f"{hashlib.sha256(answers).hexdigest()}  {answers_name()}\n".encode(),
    }
    shipped = {name: (REPO / "benchmark" / name).read_bytes() for name in SHIPPED}
    return {**told, **shipped, **public, **withheld}, answers


def answers_name() -> str:
    """What the file of answers is called."""
    return f"arpwatch-benchmark-{__version__}-answers.json"


def given(captures: Path) -> tuple[Files, dict[str, Truth]]:
    """The part that has its truth beside it: captures and stories."""
    truths = {name: truth(captures / name) for name in labelled(captures)}
    files = {
        f"public/{name}/{path.name}": path.read_bytes()
        for name in truths
        for path in sorted((captures / name).iterdir())
        if path.suffix == ".pcapng" or path.name in STORIES
    }
    names = {f"public/{name}/{NAMES}": names_of(scene(captures / name), told) for name, told in truths.items()}
    return {**files, **names}, truths


def hidden(staged: Path, seed: str) -> tuple[Files, dict[str, Truth], dict[str, str]]:
    """The other part: captures that say nothing of themselves, with what is true of them and which they were."""
    chance = random.Random(seed)
    scenarios = labelled(staged)
    chance.shuffle(scenarios)
    files: Files = {}
    truths: dict[str, Truth] = {}
    names = {f"w{number:02}": scenario for number, scenario in enumerate(scenarios, 1)}
    for name, scenario in names.items():
        changed, truths[name] = disguised(
            scene(staged / scenario), truth(staged / scenario), random.Random(f"{seed}/{scenario}")
        )
        with TemporaryDirectory(prefix="arpwatch-benchmark-") as folder:
            paths = [write(recording, Path(folder)) for recording in changed.recordings]
            files |= {f"withheld/{name}/{path.name}": path.read_bytes() for path in paths}
        files[f"withheld/{name}/{NAMES}"] = names_of(changed, truths[name])
    return files, truths, names


def names_of(known: Scene, told: Truth) -> bytes:
    """What whoever runs the cluster knows: its nodes' MACs, and its VIPs; as `--inventory` takes it."""
    nodes = [f"{name} = {json.dumps(macs)}" for name, macs in known.nodes.items()]
    services = [f'vip{number} = "{vip}"' for number, vip in enumerate(told.vips, 1)]
    return "\n".join(["[nodes]", *nodes, "", "[services]", *services, ""]).encode()


def listed(files: Iterable[str], truths: Mapping[str, Truth]) -> dict[str, dict[str, list[str]]]:
    """What one is told of each capture before one answers: its files, and the VIPs that are asked about."""
    found: dict[str, dict[str, list[str]]] = {
        name: {"files": [], "vips": list(told.vips)} for name, told in truths.items()
    }
    for path in files:
        if path.endswith(".pcapng"):
            found[path.split("/")[1]]["files"].append(path)
    return found


def truths_document(part: str, truths: Mapping[str, Truth]) -> dict[str, object]:
    """What score.py holds answers against; times in Unix seconds."""
    return {
        "benchmark": "arpwatch-k8s",
        "version": __version__,
        "part": part,
        "causes": list(CAUSES),
        "captures": {
            name: {
                "outcome": told.outcome,
                "causes": list(told.causes),
                "group": told.group,
                "sick": list(told.sick),
                "felt": [round(end / 1e9, 6) for end in told.felt] if told.felt else None,
            }
            for name, told in truths.items()
        },
    }


def encoded(document: object) -> bytes:
    """JSON for people, too."""
    return (json.dumps(document, indent=1) + "\n").encode()


def composition(truths: Iterable[Truth]) -> Iterator[str]:
    """The table of what there is, for the page."""
    every = list(truths)
    yield "| class | captures | causes |"
    yield "|---|--:|---|"
    for group in Group:
        mine = [told for told in every if told.group is group]
        causes = Counter(told.causes[0] for told in mine if told.outcome is Answer.ROOT_CAUSE)
        named = ", ".join(f"{cause} {n}" for cause, n in sorted(causes.items())) or "-"
        yield f"| {group} | {len(mine)} | {named} |"
    yield ""
    yield f"{plural(len(every), 'capture')} a part."
