"""What runs inside Rasa's own Python 3.10 environment: the server's and the trainer's entry points and components.

Found by Rasa because ``deploy/rasa`` is on ``PYTHONPATH``. Nothing here is imported by Floorline itself, except the
modules that need NumPy alone, by their tests.
"""
