"""Signed things: the code on every card, keys and their lives, status lists. No Django, no database, no network."""
