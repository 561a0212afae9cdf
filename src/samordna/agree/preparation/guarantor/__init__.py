"""FK as organiser of last resort: when its case opens and closes, and the package that goes with it."""
