"""What may be due, and what is done then."""

from web.local_stripe import checkout, collecting, subscription_life, tax_ids
from web.local_stripe.times import Due

DUE: dict[str, Due] = {
    "cancel": subscription_life.cancel_due,
    "cycle": subscription_life.cycle,
    "expire_checkout": checkout.expire_due,
    "expire_incomplete": subscription_life.expire_incomplete,
    "finalize": collecting.finalize_due,
    "overdue": collecting.overdue,
    "retry": collecting.retry,
    "trial_will_end": subscription_life.trial_will_end,
    "verify_tax_id": tax_ids.verify_later,
}
