"""Privacy: what visitors decided, and the proof of it."""
