"""What people attach, as named byte streams."""
