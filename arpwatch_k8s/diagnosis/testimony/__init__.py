"""What lines say of a cause: a file for each rule that lines can tell of, named after it.

- `heard.py`: what lines say for a cause;  `felt.py`: failures that they tell of
- `duplicate_address.py`: two that answer a probe at once, and kernels that find their address in use
- `service_not_programmed.py`: proxies that found no route
- `believing.py`: what a program's word is worth;  `split_brain.py`: two nodes that both say they hold the address
- `flapping.py`: an address that is taken back and announced again, and why
- `no_local_endpoint.py`: endpoints that are not ready
- `two_controllers.py`: two programs at one Service;  `rewritten.py`: one that writes, and settings that name another
"""
