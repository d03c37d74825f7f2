"""Sound in and out: audio files, recognisers and the assistant's voice."""
