"""The members' and employers' door: HTTP and nothing else."""
