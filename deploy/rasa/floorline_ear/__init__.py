"""Teaches the recogniser the speech of shops, in TensorFlow, which Rasa's environment brings along.

Nothing here runs in a shop: what is learnt lies beside ``voice/transcribers/moonshine_weights.py``, which applies it.
"""
