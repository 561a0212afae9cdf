"""Samordna: from a shared need to a printed figure."""
