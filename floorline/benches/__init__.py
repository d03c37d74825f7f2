"""Measurements of the whole, run by hand or by ``floorline bench``; never assertions in a test."""
