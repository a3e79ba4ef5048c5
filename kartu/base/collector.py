"""How often Python's collector looks for cycles where hundreds of thousands of objects stay or soon go together."""

# For `gc.set_threshold`. Looked through every 700 objects, Django and the rows at work cost a tenth of the time.
RARELY = (50_000, 20, 100)
