"""What rules look for, each sign in one place.

- `observation.py`: what a sign answers: seen, unseen with its exposure, or blind
- `stability.py`: whether somebody held an address for a while, undisturbed
- `visibility.py`: what this vantage shows at all; whether anybody else held the address
- `failures.py`: failed attempts by outcome and by where their SYNs went
- `handshakes.py`: SYNs and SYN-ACKs that were sent again, and by which MACs both went
- `losses.py`: bytes that never arrived, and what passed beside them;  `hangs.py`: how an accepted connection hangs
- `crossings.py`: connections that were open while the VIP moved
- `elsewhere.py`: what became of connections to other addresses
- `claimants.py`: who claims it, with the programs that spoke, and who answered together
- `life.py`: whether a node still answered;  `presence.py`: whether it was heard at all
- `forwarding.py`: whether an owner passes on what it should accept
- `lockstep.py`: moves of several addresses at once
- `proxies.py`: who answers for addresses of others
- `collisions.py`: two VRRP groups with one number
"""
