"""What rules look for, each sign in one place.

- `observation.py`: what a sign answers: seen, unseen with its exposure, or blind
- `stability.py`: whether somebody held an address for a while, undisturbed
- `visibility.py`: what this vantage shows at all; whether anybody else held the address
- `failures.py`: failed attempts by outcome and by where their SYNs went
- `claimants.py`: who claims it, with the programs that spoke, and who answered together
- `life.py`: whether a node still answered;  `presence.py`: whether it was heard at all
- `asking.py`: what an owner was asked, and whether it answered
- `traces.py`: what an owner did with SYNs;  `outages.py`: its outages, and whether it lived in them
- `losses.py`: whether the capture misses frames
- `forwarding.py`: whether an owner passes on what it should accept
- `lockstep.py`: moves of several addresses at once
- `proxies.py`: who answers for addresses of others
- `adverts.py`: masters of VRRP that fell silent;  `collisions.py`: two VRRP groups with one number
"""
