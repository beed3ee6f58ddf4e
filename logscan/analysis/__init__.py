"""Timeline to verdicts: histories, stories, witnesses, judgements, findings, and the words for them."""
