"""The connection that tells each transaction its scope, once, before its first statement.

The settings are local to the transaction: nothing is left on the connection for whoever uses it next, and a pooler may
hand out another one each time. Without a scope no statement is added. It is an engine and not a wrapper put on by the
scope itself, so that it stands on the connection of every thread the scope's context reaches.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from kartu.base.tenancy import NOBODY, Scope, current_scope

TELL = "SELECT set_config('kartu.employers', '{0.employers}', true), set_config('kartu.fund', '{0.fund}', true)"


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, with the scope of the running code known to every transaction."""

    def __init__(self, *arguments: Any, **words: Any) -> None:
        super().__init__(*arguments, **words)
        # What the present transaction was told last; None when a savepoint took it back, to nobody knows which.
        self._told: Scope | None = NOBODY
        self._was_told = False
        self.execute_wrappers.append(self._in_scope)

    def tell_scope(self) -> None:
        """Have the present transaction know the scope. For what passes by `execute`: COPY."""
        self.ensure_connection()
        scope = current_scope()
        if scope == self._told:
            return
        # A transaction that failed takes nothing but its end; what comes next is told by itself.
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return
        with self.wrap_database_errors:
            self.connection.execute(TELL.format(scope))
        self._told, self._was_told = scope, True

    def _in_scope(self, execute: Any, sql: Any, parameters: Any, many: bool, context: Any) -> Any:
        if self._told == current_scope():
            return execute(sql, parameters, many, context)
        if self.get_autocommit():
            # A statement by itself gets a transaction of its own. Django's, so that errors end it as they should.
            with transaction.atomic(using=self.alias):
                self.tell_scope()
                return execute(sql, parameters, many, context)
        self.tell_scope()
        return execute(sql, parameters, many, context)

    def commit(self) -> None:
        self._forget()
        super().commit()

    def rollback(self) -> None:
        self._forget()
        super().rollback()

    def savepoint_rollback(self, sid: str) -> None:
        super().savepoint_rollback(sid)
        if self._was_told:
            self._told = None

    def connect(self) -> None:
        self._forget()
        super().connect()

    def _forget(self) -> None:
        self._told, self._was_told = NOBODY, False
