"""The check of the promise on backups: they end, and who was erased stays erased."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from domain import backups, erasure_ledger
from domain.periods import cut_off
from domain.policy.promises.finding import Finding, Watch, broken, kept, unknown
from domain.register import BACKUPS_KEPT_FOR
from domain.retention import GRACE
from domain.settings import current_settings

_WRITTEN_WITHIN = timedelta(hours=1)
"""The worker writes at once; an hour forgives a disk that was full for a while."""


async def backups_end_and_erasures_stay(watch: Watch) -> Finding:
    """P-OPS-11: nothing restored is left unreplayed, the ledger is whole, old backups went."""
    if await backups.not_replayed() is not None:
        return broken(
            "Une sauvegarde a été restaurée sans que les effacements faits depuis soient"
            " rejoués.",
            "A backup was restored, and the erasures made since were not replayed.",
        )
    if await backups.without_ledger(since=cut_off(BACKUPS_KEPT_FOR, watch.now)):
        return broken(
            "Une sauvegarde a été restaurée sans registre des effacements : qui avait été"
            " effacé depuis est revenu.",
            "A backup was restored without the ledger of erasures: who was erased since is"
            " back.",
        )
    lacking = await _ledger(now=watch.now)
    if lacking is not None:
        return lacking
    last = await backups.last_backup()
    if last is None:
        return unknown(
            "Aucune sauvegarde n’a encore été faite ; le registre des effacements est complet.",
            "No backup was made yet; the ledger of erasures is whole.",
        )
    return await _folders(last, now=watch.now)


async def _ledger(*, now: datetime) -> Finding | None:
    """Say what is wrong with the ledger; None when it has every erasure that it must."""
    since = cut_off(BACKUPS_KEPT_FOR, now)
    folder = current_settings().erasure_ledger
    try:
        lacks = await erasure_ledger.missing(
            folder=folder, since=since, until=now - _WRITTEN_WITHIN
        )
    except erasure_ledger.Damaged as damaged:
        return broken(
            f"Le registre des effacements est abîmé ({damaged}).",
            f"The ledger of erasures is damaged ({damaged}).",
        )
    if not lacks:
        return None
    return broken(
        f"Il manque au registre des effacements {lacks} lignes : une sauvegarde restaurée"
        " ferait revenir ces personnes.",
        f"The ledger of erasures lacks {lacks} lines: a backup that is restored would bring"
        " these people back.",
    )


async def _folders(last: backups.Backup, *, now: datetime) -> Finding:
    """Look where backups were put: none of ours may be past its period."""
    folders = [Path(folder) for folder in await backups.folders()]
    late = await asyncio.to_thread(_late, folders, now - GRACE)
    when = f"{last.made_at:%Y-%m-%d}"
    period = BACKUPS_KEPT_FOR.in_words()
    if late:
        return broken(
            f"{late} sauvegardes ont dépassé leur durée ({period.fr}).",
            f"{late} backups are past their period ({period.en}).",
        )
    if not await asyncio.to_thread(Path(last.folder).is_dir):
        return unknown(
            f"Dernière sauvegarde le {when} ; son dossier n’est pas visible d’ici, son âge ne"
            " se contrôle pas.",
            f"Last backup on {when}; its folder cannot be seen from here, nor the age of what"
            " lies there.",
        )
    return kept(
        f"Dernière sauvegarde le {when} ; aucune n’a plus de {period.fr}, et le registre a"
        " chaque effacement fait depuis.",
        f"Last backup on {when}; none is older than {period.en}, and the ledger has every"
        " erasure made since.",
    )


def _late(folders: list[Path], now: datetime) -> int:
    return sum(
        len(backups.past_period(folder, kept_for=BACKUPS_KEPT_FOR, now=now))
        for folder in folders
    )
