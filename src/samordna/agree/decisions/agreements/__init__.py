"""Agreements: the text from a template, versions and amendments, signatures and signed files."""
