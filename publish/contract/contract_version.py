"""The version of the contract."""

CONTRACT_VERSION = 1
"""A higher one where a reader of an older one could not read a reply any more."""
