"""The fewest lines that still prove a finding, out of the logs of all controllers; the analyzer itself says whether they do."""
