"""The bare side of a benchmark: the same page with nothing but Litestar and asyncpg."""
