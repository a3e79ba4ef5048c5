"""What is proved by counting: small on every run, at full length by `make prove` (docs/measurements.md has figures)."""
