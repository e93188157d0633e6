"""What stops a start: one sentence for the operator, no traceback."""


class CannotStart(Exception):
    """Something cannot start; says why and what to do."""
