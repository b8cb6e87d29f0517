"""What rules look for, each sign in one place.

- `observation.py`: what a sign answers: seen, unseen with its exposure, or blind
- `stability.py`: whether somebody held an address for a while, undisturbed
- `visibility.py`: what this vantage shows at all; whether anybody else held the address
- `failures.py`: failed attempts by outcome and by where their SYNs went
- `handshakes.py`: SYNs and SYN-ACKs that were sent again, and by which MACs both went
- `losses.py`: bytes that never arrived, and what passed beside them;  `hangs.py`: how an accepted connection hangs
- `crossings.py`: connections that were open while the VIP moved;  `vacancy.py`: when nobody had it meanwhile
- `elsewhere.py`: what became of connections to other addresses
- `claimants.py`: who claims it, with the programs that spoke, and who answered together
- `life.py`: whether a node still answered;  `presence.py`: whether it was heard at all
- `asking.py`: what an owner was asked, and whether it answered;  `questioning.py`: how each version of IP asks
- `traces.py`: what an owner did with SYNs;  `outages.py`: its outages, and whether it lived in them
- `gaps.py`: whether the capture misses frames;  `closes.py`: closes that may have cost requests
- `seeking.py`: what an owner asked all for;  `forwarding.py`: whether it passes on what it should accept
- `lockstep.py`: moves of several addresses at once
- `proxies.py`: who answers for addresses of others
- `forgery.py`: who tells hosts, unasked, that an address is where it is not
- `holding.py`: how a host holds an address: as its own, beside another's, as a program has it do
- `dealings.py`: what an owner did with SYNs;  `relaying.py`: who sends on what is not its own
- `refusing.py`: who else than a backend refuses
- `adverts.py`: masters of VRRP that fell silent
- `collisions.py`: two VRRP groups with one number, and one group whose masters list other addresses
- `fights.py`: who acts as owner at once with another, by which program;  `together.py`: how any two show it
- `writing.py`: who is said to have written a Service's status, and when
- `configured.py`: which faults of settings are about a VIP
- `naming.py`: what a speaker's program may be called
"""
