"""Visitors who were never there: a seeded history of the demo shop, with the effects of effects.py in it.

Pure: a world, a seed and a span of time in, events out, the same for the same input. Nothing here touches a
database or a clock.
"""

from .simulate import simulate
from .world import Shown, World

__all__ = ["Shown", "World", "simulate"]
