"""What outlives the logs: a case in one file, and timelines that people have in hand; both are read as what a stranger wrote."""
