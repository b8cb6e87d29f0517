"""An analysis as a notebook shows it: a small piece of HTML in which every name is escaped."""

from __future__ import annotations

from typing import Final

from jinja2 import Environment

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.plotter.page.headline import vip_facts
from arpwatch_k8s.report.crowded import caveats
from arpwatch_k8s.report.paragraphs import NO_TIME, numbered
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import rfc3339

MOST_FINDINGS: Final = 20
MOST_VIPS: Final = 50
MOST_PLACES: Final = 6
"""Frames of a step that are cited, and as many lines."""


def safe(value: object) -> object:
    """What is put into the page, without control characters; escaping it is the environment's part."""
    return plain(value) if isinstance(value, str) else value


ENVIRONMENT: Final = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=safe)
TEMPLATE: Final = ENVIRONMENT.from_string("""\
<div style="max-width: 70em; line-height: 1.4">
<p><strong>{{ verdict.outcome }}{% if verdict.cause %}: {{ verdict.cause }}{% endif %}</strong><br>
{{ verdict.summary }}</p>
{% for finding in findings %}
<details{% if loop.first and finding.severity != "info" %} open{% endif %}>
<summary><strong>{{ loop.index }}. {{ finding.rule }}</strong>
{{ finding.vip }} · {{ finding.severity }}, {{ finding.confidence }} confidence ·
{{ when(finding) }}</summary>
<p>{{ finding.summary }}</p>
<ol>
{% for step in finding.because %}
<li>{{ step.text }}{% if step.cites %} <small>[{{ cited(step) }}]</small>{% endif %}</li>
{% endfor %}
</ol>
<p><em>Do:</em> {{ finding.remedy }}<br>
<em>Confirm:</em> <code>{{ finding.confirm }}</code></p>
</details>
{% endfor %}
{% if more_findings %}
<p>{{ more_findings }} more in <code>.findings</code></p>
{% endif %}
<table>
<thead><tr><th>VIP</th><th>claimed by</th><th>what happened</th></tr></thead>
<tbody>
{% for record in vips %}
<tr><td>{{ record.vip }}</td><td>{{ claimants(record) }}</td><td>{{ facts(record) }}</td></tr>
{% endfor %}
</tbody>
</table>
{% if more_vips %}
<p>{{ more_vips }} more VIPs in <code>.epochs</code></p>
{% endif %}
{% for caveat in caveats[0] %}
<p><small>{{ caveat }}</small></p>
{% endfor %}
{% if caveats[1] %}
<p><small>{{ caveats[1] }} more caveats in <code>.verdict</code></small></p>
{% endif %}
</div>
""")


def card(result: Result) -> str:
    """The HTML of a result."""
    findings, vips = result.verdict.findings, result.case.vips
    return TEMPLATE.render(
        verdict=result.verdict,
        caveats=caveats(result.verdict),
        findings=findings[:MOST_FINDINGS],
        more_findings=len(findings) - MOST_FINDINGS if len(findings) > MOST_FINDINGS else 0,
        vips=vips[:MOST_VIPS],
        more_vips=len(vips) - MOST_VIPS if len(vips) > MOST_VIPS else 0,
        when=when,
        facts=vip_facts,
        cited=lambda step: cited(step, result),
        claimants=lambda record: claimants(record, result),
    )


def when(finding: Finding) -> str:
    """When a finding began and ended."""
    return " to ".join(rfc3339(time) or "?" for time in finding.times) if finding.times else NO_TIME


def cited(step: Step, result: Result) -> str:
    """The first frames, lines and settings of a step."""
    frames, lines, settings = step.frames, step.lines, step.settings
    more = max(len(frames), len(lines), len(settings)) > MOST_PLACES
    shown = numbered(result, frames[:MOST_PLACES], lines[:MOST_PLACES], settings[:MOST_PLACES])
    return shown + (", …" if more else "")


def claimants(record: VipRecord, result: Result) -> str:
    """Who claimed a VIP, in the order of the first time."""
    owners = dict.fromkeys(epoch.owner for epoch in record.ownership.epochs)
    return ", ".join(result.case.inventory.label(owner) for owner in owners) or "nobody"
