"""Words that tell nothing of what is looked for."""

TOO_COMMON = frozenset(
    "a an and are as at au aux by ce ces cet cette d dans de des du en est et for from il in is"  # noqa: SIM905 - a list to be read
    " it l la le les leur leurs lui n of on or ou par pour qu que qui s sa se ses son sont sur"
    " that the their this to un une was with y".split()
)
"""In nearly every act. PostgreSQL's French list lacks the likes of *les*."""

AROUND_A_NUMBER = frozenset(
    "reglement regulation directive decision arret judgment case affaire reg dir celex eli ecli"  # noqa: SIM905 - a list to be read
    " ue eu ce ec cee eec cjue cjeu no n nr numero number du de la le l of the".split()
)
"""Said beside the number of an act, and no question of their own."""
