"""From the words of one utterance to an act and typed slot values."""
