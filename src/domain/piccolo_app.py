"""Piccolo's view of the domain: its tables and its migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="domain",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(
        [
            "domain.accounts.tables",
            "domain.organisations.tables",
            "domain.licence.tables",
            "domain.training.tables",
            "domain.directives.tables",
            "domain.enquiries.tables",
            "domain.research.tables",
            "domain.requests.tables",
            "domain.evidence.tables",
            "domain.holds.tables",
            "domain.audit.tables",
            "domain.duties.tables",
            "domain.mail.tables",
            "domain.outbound.tables",
            "domain.suppression.tables",
            "domain.erasure_ledger.tables",
            "domain.backups.tables",
            "domain.forgetting.tables",
            "domain.prospects.tables",
            "domain.prospect_imports.tables",
            "domain.campaigns.tables",
            "domain.breaches.tables",
        ],
        exclude_imported=True,
    ),
)
