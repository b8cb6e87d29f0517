"""Stretches of harm: what one cause, or several, have to explain.

- `episode.py`: failed attempts of one VIP that lie close together
"""

from arpwatch_k8s.diagnosis.episodes.episode import Episode, episodes

__all__ = ["Episode", "episodes"]
