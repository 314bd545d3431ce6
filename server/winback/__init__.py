"""Winback: on-site retargeting and feedback that site owners host themselves."""

__version__ = "0.1.0"
