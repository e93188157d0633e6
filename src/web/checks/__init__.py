"""What ``make check`` asks of our templates, beyond formatters and type checkers."""
