"""Every key of the file, in the order in which the page of it has them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from arpwatch_k8s.diagnosis.rules import RULES
from arpwatch_k8s.monitor.alerting.policy import UNKNOWN
from arpwatch_k8s.monitor.settings import alert_keys, record_keys, watch_keys
from arpwatch_k8s.monitor.settings.key import Key
from arpwatch_k8s.monitor.settings.values import duration, shown, whole
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds

MOST_COUNT: Final = 1_000_000


def threshold(name: str) -> Key[int]:
    """The key of a threshold: durations have their unit."""
    is_span = name.endswith("_ns")
    usual: int = getattr(DEFAULTS, name)
    return Key(
        table="thresholds",
        name=name.removesuffix("_ns"),
        read=duration() if is_span else whole(1, MOST_COUNT),
        form=f'"{shown(usual)}"' if is_span else str(usual),
        default=shown(usual) if is_span else str(usual),
        meaning="",
    )


THRESHOLDS: Final = {each_.name: threshold(each_.name) for each_ in fields(Thresholds)}
"""By the names of `Thresholds`; what each means stands there."""

CAUSES: Final = frozenset({UNKNOWN, *(rule.id for rule in RULES)})
"""Names that a severity may be given to."""
KEYS: Final[tuple[Key[Any], ...]] = (
    watch_keys.INTERFACES,
    watch_keys.VIPS,
    watch_keys.FILTER,
    watch_keys.CONTROL_ONLY,
    watch_keys.BUFFER,
    watch_keys.USER,
    watch_keys.ZONE,
    watch_keys.FORM,
    watch_keys.REPORT,
    watch_keys.METRICS,
    watch_keys.TEXTFILE,
    watch_keys.HISTORY,
    watch_keys.KEEP_DAYS,
    record_keys.FOLDER,
    record_keys.BEFORE,
    record_keys.AFTER,
    record_keys.KEPT,
    record_keys.KEPT_BYTES,
    record_keys.REPORTS,
    watch_keys.INVENTORY,
    watch_keys.NODES,
    watch_keys.SERVICES,
    alert_keys.ALERTMANAGER,
    alert_keys.REPEAT,
    alert_keys.NOTIFY,
    alert_keys.NOTIFY_FILE,
    alert_keys.COMMAND,
    alert_keys.LEAST,
    alert_keys.WAIT,
    alert_keys.APART,
    alert_keys.SEVERITIES,
    alert_keys.MUTED_FROM,
    alert_keys.MUTED_TO,
    alert_keys.MUTED_VIPS,
    alert_keys.MUTED_WHY,
    *THRESHOLDS.values(),
)
