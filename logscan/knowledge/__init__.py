"""Signatures and known issues, as data."""
