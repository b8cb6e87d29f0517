"""Why: rules read the correlated records and return findings, each resting on frames; the verdict weighs them.

- `case.py`: all that is known when rules are asked
- `finding.py`: what a rule found, and the verdict
- `signs/`: what rules look for
- `needs.py`: what rules need to be told by, and what a capture has of it
- `rules/`: one root cause a file
- `incomplete.py`: what captures cannot answer
- `covering.py`: which findings are another's doing
- `diagnose.py`: asks every rule, and comes to the verdict; a rule that raises becomes a caveat there, the one place
  that catches so broadly, and does not end the run
- `document.py`: the page about the rules
"""
