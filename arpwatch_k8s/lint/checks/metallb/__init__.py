"""MetalLB by itself.

- `metallb_old.py`
"""
