"""`winback demo`: the service, a shop on another origin, and a history with known effects."""
