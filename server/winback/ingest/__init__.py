"""Ingest: what browsers and servers tell is checked in named steps, recorded, and only then acknowledged."""
