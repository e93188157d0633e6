"""Storage limitation (GDPR art. 5(1)(e)): what is past its period goes, with proof.

Which clock wins when one row serves two activities: docs/adr/which-clock-wins.md.
"""

from domain.retention.claims import Claim, claims_of
from domain.retention.ending import WARNED_BEFORE, Ending, accounts_ending
from domain.retention.forecast import Course, Forecast, course, preview, weeks_from
from domain.retention.monthly import MonthOfActivity, last_months, month_of
from domain.retention.outlook import Outlook, foresee, outlook
from domain.retention.overdue import GRACE, Overdue, overdue
from domain.retention.sweeping import EraseAccount, sweep

__all__ = [
    "GRACE",
    "WARNED_BEFORE",
    "Claim",
    "Course",
    "Ending",
    "EraseAccount",
    "Forecast",
    "MonthOfActivity",
    "Outlook",
    "Overdue",
    "accounts_ending",
    "claims_of",
    "course",
    "foresee",
    "last_months",
    "month_of",
    "outlook",
    "overdue",
    "preview",
    "sweep",
    "weeks_from",
]
