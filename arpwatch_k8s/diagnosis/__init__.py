"""Why: rules read the correlated records and return findings, each resting on frames or lines; the verdict weighs them.

- `case.py`: all that is known when rules are asked
- `finding.py`: what a rule found, and the verdict;  `proof.py`: what proves it
- `signs/`: what rules look for: seen, unseen though it would have shown, or not to be seen from here
- `episodes/`: stretches of harm
- `testimony/`: what lines say of a cause;  `joining.py`: that and what frames show of it, as one finding
- `needs.py`: what rules need to be told by, and what a capture has of it
- `rule.py`: what a rule is;  `rules/`: one root cause a file
- `incomplete.py`: what captures cannot answer;  `soundness.py`: what it takes to be called healthy
- `doubting.py`: what silence shows where frames are missing;  `covering.py`: which findings are another's doing
- `selection.py`: which finding explains which failure, and what else might have;  `placing.py`: where it was found
- `tied.py`: lines of logs that fit the failures which a finding explains
- `told.py`: what logs say that no frame is tied to;  `listed.py`: what listings and probes say of a VIP
- `faulted.py`: settings that lead to what a finding tells;  `foreseen.py`: what they would lead to, and nothing shows
- `harm.py`: which VIPs nothing happened to, and which it was worst for
- `clocks.py`: what is to be said of the clocks of logs
- `notes.py`: what a reader should bear in mind;  `sparing.py`: that is said once of several files or VIPs
- `diagnose.py`: asks every rule, and comes to the verdict; a rule that raises becomes a caveat there, the one place
  that catches so broadly, and does not end the run
"""
