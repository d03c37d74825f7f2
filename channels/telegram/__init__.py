"""Telegram: the group that is told of alerts, and the chat with each member of staff.

Nothing here is imported where no token is set: the library takes a third of a second to load.
"""
