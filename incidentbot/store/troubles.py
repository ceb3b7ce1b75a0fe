"""The database's own troubles, told in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError, TimeoutError

from incidentbot.errors import StoreUnavailable


@contextmanager
def named_troubles() -> Iterator[None]:
    """Locked, full, gone, hung up, or a file that is no database: StoreUnavailable. Our own mistakes pass."""
    try:
        yield
    except (OperationalError, TimeoutError) as trouble:
        raise StoreUnavailable(f"The database did not answer: {first_line(trouble)}") from trouble
    except DBAPIError as trouble:
        if trouble.connection_invalidated:
            raise StoreUnavailable(f"The database hung up: {first_line(trouble)}") from trouble
        if type(trouble) is DatabaseError:  # not one of its kinds: SQLite says so of a damaged file
            raise StoreUnavailable(f"The database cannot be used: {first_line(trouble)}") from trouble
        raise


def first_line(trouble: Exception) -> str:
    return str(getattr(trouble, "orig", None) or trouble).splitlines()[0]
