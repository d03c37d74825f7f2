"""What Rasa calls back: the one action and the route it is called by."""
