"""Why: rules read the correlated records and return findings, each resting on frames; the verdict weighs them.

`rules/` has one root cause a file; adding one is a file there and a line in its list. A rule that raises becomes a
caveat in `diagnose.py`, the one place that catches so broadly, and does not end the run.
"""
