"""Kartu for trying out: one supervisor, an invented fund full of people, and the messages it would have sent."""
