"""The arithmetic of the register's own reports. Plain Python."""
