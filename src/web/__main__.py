"""``assisteu …``, also ``python -m web``: the command line."""

import errno
import signal
import sys
from socket import gaierror

import asyncpg

from domain.settings import WrongSetting
from web.cli import assisteu
from web.embedded import CannotStart
from web.supervisor import say

_NO_LOGIN = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.PostgresConnectionError,
)
_NOT_OURS_TO_FIX = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


def main() -> None:
    """Run a command. Exit 0 done, 1 found something wrong, 2 used wrongly."""
    # Being told to end while still starting stops what was started, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        assisteu()
    except WrongSetting as error:
        _end(str(error), status=2)
    except CannotStart as error:
        _end(str(error), status=1)
    except (ConnectionError, gaierror, *_NO_LOGIN) as error:
        _end(f"PostgreSQL or Redis does not let us in: {error}", status=1)
    except OSError as error:
        if error.errno not in _NOT_OURS_TO_FIX:
            raise
        _end(f"{error.filename or 'a file'}: {error.strerror}", status=1)


def _end(words: str, *, status: int) -> None:
    say(words)
    sys.exit(status)


if __name__ == "__main__":
    main()
