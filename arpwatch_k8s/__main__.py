"""`python -m arpwatch_k8s` is the command `arpwatch-k8s`."""

from arpwatch_k8s.cli import main

if __name__ == "__main__":
    main()
