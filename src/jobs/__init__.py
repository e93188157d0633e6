"""The workers: alarm clocks that call the domain."""
