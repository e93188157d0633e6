"""The root of every anticipated failure of the domain."""


class DomainError(Exception):
    """A rule of the policy, of the contract or of a form refused what was asked."""


class NotFound(DomainError):
    """There is no such thing, or it is not for this person: both look alike."""
