"""Which version of the policy stands in the register, and which one it follows (P-POL-2)."""

from datetime import date

PUBLISHED_ON = date(2024, 2, 19)
"""The policy that people were told of; the gaps are measured against it."""

UPDATED_ON = date(2026, 11, 24)
"""The register as it stands. A change of legal text shows in the golden files: move this date
with it."""
