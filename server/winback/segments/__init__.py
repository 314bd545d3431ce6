"""Segments: who is in one. What the server knows of visitors is read only as far as a rule asks for it."""
