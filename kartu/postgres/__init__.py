"""The embedded PostgreSQL: started where Kartu keeps its data when no `DATABASE_URL` names a server.

Reasons and rules: docs/decisions/0003-embedded-postgresql.md.
"""

from kartu.postgres.cluster import Cluster
from kartu.postgres.errors import PostgresError
from kartu.postgres.running import Role, Running
from kartu.postgres.throwaway import throwaway

__all__ = ["Cluster", "PostgresError", "Role", "Running", "throwaway"]
