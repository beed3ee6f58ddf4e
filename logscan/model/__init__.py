"""What a controller does, as values and pure functions; knows no log line."""
