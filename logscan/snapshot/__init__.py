"""What a controller answered over REST: recognised, read, and given to the controller that answered."""
