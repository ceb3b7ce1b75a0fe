"""kill -9 at random moments and at every named one."""
