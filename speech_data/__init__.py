"""Heard, not read: the training set spoken aloud, and what recognisers made of it, as further training data."""
