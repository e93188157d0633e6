"""``python -m jobs``: one worker, logging as the rest of the house does."""

import logging

from arq.worker import run_worker

from domain import logs
from domain.settings import current_settings
from jobs.worker import WorkerSettings


def main() -> None:
    """Work until told to stop. arq itself speaks only when something is wrong."""
    logs.set_up(current_settings().log_level)
    logging.getLogger("arq").setLevel(logging.WARNING)
    run_worker(WorkerSettings)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
