"""Onggi & Oak, the demo shop: a small shop on its own origin that knows Winback by its script tag alone."""

from .app import create_shop

__all__ = ["create_shop"]
