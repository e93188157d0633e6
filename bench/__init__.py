"""What we measure: one module for each benchmark, all by the rules of ``measure``."""
