"""Which arm a unit is in. Pure; tests/cases/bucketing-vectors.json runs here and in the browser.

arms.py and buckets.py are what every campaign needs. growthbook.py is for experiments that began in GrowthBook:
conditions, URL targeting, namespaces, filters, prerequisites and sticky assignments decide there as they did before.
"""

from winback.assign.arms import Arm, Experiment, Holdout, assign, in_holdout
from winback.assign.buckets import bucket_ranges, choose_variation, equal_weights, hash_unit, in_namespace

__all__ = [
    "Arm",
    "Experiment",
    "Holdout",
    "assign",
    "bucket_ranges",
    "choose_variation",
    "equal_weights",
    "hash_unit",
    "in_holdout",
    "in_namespace",
]
