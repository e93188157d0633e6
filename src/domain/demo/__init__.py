"""The demo of the local run: people with a lived year, made in seconds, taken away whole."""

from domain.demo.credentials import give_credentials
from domain.demo.operations import NotEmbedded, is_seeded, seed
from domain.demo.removal import remove

__all__ = ["NotEmbedded", "give_credentials", "is_seeded", "remove", "seed"]
