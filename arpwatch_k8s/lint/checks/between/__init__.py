"""Two programs that do not know of each other.

- `taking.py`: which Services each takes
- `two_service_controllers.py`, `two_controllers_half_fixed.py`, `servicelb_and_metallb.py`
- `cilium_l2_and_metallb.py`, `cilium_lbipam_and_metallb.py`
"""
