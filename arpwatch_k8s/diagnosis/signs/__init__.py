"""What rules look for, each sign in one place.

- `failures.py`: failed attempts by outcome and by where their SYNs went
- `stability.py`: whether somebody held an address for a while, undisturbed
- `claimants.py`: who claims it, with the programs that spoke, and who answered together
- `life.py`: whether a node still answered
- `forwarding.py`: whether an owner passes on what it should accept
- `lockstep.py`: moves of several addresses at once
- `proxies.py`: who answers for addresses of others
- `collisions.py`: two VRRP groups with one number
"""
