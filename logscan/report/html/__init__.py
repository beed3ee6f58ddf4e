"""The report as one page: self-contained, readable without scripts, and closed to the network by its own policy."""
