"""`python -m winback` is `winback`."""

from .cli import main

main()
