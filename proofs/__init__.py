"""What the portal promises in figures, tried out: ``make proof``. One that fails exits with 1."""
