"""Reading with several processes: what pays, who helps, and how what they found becomes one."""
