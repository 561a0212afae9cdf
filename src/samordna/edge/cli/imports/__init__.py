"""What can be imported: one module each, with run(args)."""
