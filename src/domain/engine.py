"""The engine by which Piccolo's tables reach the process's connections."""

from typing import Any

from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from domain.acting import present, speak_for_the_task


class PooledEngine(PostgresEngine):
    """An engine that has no address of its own: connections come from the process's pools.

    Piccolo's engine connects once while it is made, to ask the version; ours waits until
    :func:`domain.database.open_pool` says where the database is.
    """

    programs_pool: Any = None
    peoples_pool: Any = None
    """Apart in the web, so that a connection does not change its role twice a request."""

    @property
    def pool(self) -> Any:
        """The pool from which whoever the task acts for takes a connection."""
        return (present().is_somebody and self.peoples_pool) or self.programs_pool

    @pool.setter
    def pool(self, pool: Any) -> None:
        self.programs_pool = pool

    async def check_version(self) -> None:
        """Ask nothing: no connection exists yet."""

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:  # noqa: FBT001, FBT002 - Piccolo's own signature
        """Run a query as whoever the task acts for, within a transaction too."""
        transaction = self.current_transaction.get()
        if transaction is not None:
            await speak_for_the_task(transaction.connection)
        return await super().run_querystring(querystring, in_pool)

    async def prep_database(self) -> None:
        """Prepare nothing: extensions are the migrations' business."""
