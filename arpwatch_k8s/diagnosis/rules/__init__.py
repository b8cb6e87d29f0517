"""One root cause a file. A rule is a function from a case to what it found and what it ruled out, and why.

The order below is that in which causes are ranked when severity, confidence and the failures explained are equal.
"""

from collections.abc import Callable

from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.diagnosis.rules import backend_refuses, service_not_programmed

Rule = Callable[[Case], tuple[list[Finding], list[RuledOut]]]

RULES: dict[str, Rule] = {
    service_not_programmed.ID: service_not_programmed.judge,
    backend_refuses.ID: backend_refuses.judge,
}
