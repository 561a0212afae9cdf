"""Samordna: from a shared need to a printed figure."""

VERSION = "0.1.0"
