"""The bot's database seen from outside, without an event loop."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from sqlmodel import col

from bot.storage.tables import Intake, Outgoing
from bot.storage.tables.traffic import IntakeState, OutgoingState

ADMIN = "host=127.0.0.1 port=5432 user=postgres dbname=postgres"


@dataclass(frozen=True)
class Rows:
    """Reads rows; holds no connection that a forked bot would share."""

    address: str  # for the bot
    engine: Engine

    def all(self, table: Any, *where: Any) -> list[Any]:
        """List a table's rows, oldest first."""
        with Session(self.engine, expire_on_commit=False) as session:
            return list(session.scalars(select(table).where(*where).order_by(table.__mapper__.primary_key[0])).all())

    def open(self) -> int:
        """Count what is still to be worked on or to be sent."""
        intake = col(Intake.state).in_([IntakeState.WAITING, IntakeState.CLAIMED])
        outgoing = col(Outgoing.state).in_([OutgoingState.QUEUED, OutgoingState.SENDING])
        with Session(self.engine) as session:
            counts = [session.scalar(select(func.count()).where(where)) or 0 for where in (intake, outgoing)]
        return sum(counts)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Rows]:
    """Make an empty database of a kind; it is gone afterwards."""
    if kind == "sqlite":
        file = folder / "triage.db"
        yield Rows(f"sqlite:///{file}", create_engine(f"sqlite:///{file}", poolclass=NullPool))
        return
    name = f"triage_kills_{uuid4().hex[:12]}"
    with psycopg.connect(ADMIN, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    place = f"postgres@127.0.0.1:5432/{name}"
    try:
        engine = create_engine(f"postgresql+psycopg://{place}", poolclass=NullPool)
        yield Rows(f"postgresql+asyncpg://{place}", engine)
    finally:
        with psycopg.connect(ADMIN, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
