"""What reading an attached file gave, kept so that the second question about it is answered at once."""
