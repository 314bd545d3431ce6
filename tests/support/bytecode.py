"""Lets Python keep what it has compiled, for the tests and every program that they start.

Some machines switch that off for all (PYTHONDONTWRITEBYTECODE, as many images do). Each `winback` that a test starts
would then compile SQLAlchemy, Flask and itself anew: four seconds instead of half a one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Not beside the sources: there the machine wanted none.
KEPT = Path(__file__).resolve().parents[2] / ".cache" / "bytecode"


def keep() -> None:
    if not sys.dont_write_bytecode:
        return
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(KEPT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(KEPT)
