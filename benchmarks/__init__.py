"""How fast the portal is, measured: ``make bench``. Nothing here is a test; numbers are noted."""
