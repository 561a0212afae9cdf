"""A register as large as twenty years of the whole country, made, served and measured by ``bench/register.py``."""
