"""Profiles at scale: `python tests/bench/profiles.py [--customers N] [--orders N]`.

A SQLite database is filled with histories, then: reading one customer's profile with its facts, reading the whole
case before triage, and working profiles out anew, each against the same at a thousandth of the size.
"""

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from machine import describe
from sqlalchemy import insert

from bot.clocks import Clocks
from bot.keeping import Keeping
from bot.shop.shopfile import load_shop
from bot.statistics import take_measures
from bot.storage.cases import load_case
from bot.storage.columns import table_of
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.profiles import decode_profile, stale_customers
from bot.storage.tables import Customer, Identity, OrderItem, ProfileRow, ShopOrder
from classifier.business_hours import BusinessHours

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Amsterdam")
BATCH = 5_000
READS = 2_000
# Profiles are worked out for so many; the rate does not depend on how many wait.
WORKED_OUT = 10_000


async def fill(database: Database, customers: int, orders: int) -> None:
    """Give customers orders: some many, most few; two items each, costs known."""
    chance = random.Random(7)
    async with database.writing() as session:
        connection = await session.connection()
        for first in range(1, customers + 1, BATCH):
            ids = range(first, min(first + BATCH, customers + 1))
            await connection.execute(
                insert(table_of(Customer)),
                [{"id": id_, "first_name": "Anna", "created_at": NOW, "no_profile": False} for id_ in ids],
            )
            await connection.execute(
                insert(table_of(Identity)),
                [{"customer_id": id_, "kind": "telegram", "value": str(id_), "created_at": NOW} for id_ in ids],
            )
        for first in range(1, orders + 1, BATCH):
            ids = range(first, min(first + BATCH, orders + 1))
            await connection.execute(insert(table_of(ShopOrder)), [order_row(id_, customers, chance) for id_ in ids])
            await connection.execute(
                insert(table_of(OrderItem)), [item for id_ in ids for item in item_rows(id_, chance)]
            )


def order_row(id_: int, customers: int, chance: random.Random) -> dict[str, object]:
    # Every customer has one order at least; a tenth of the customers has half of the rest.
    customer = id_ if id_ <= customers else 1 + int(customers * chance.random() ** 2)
    placed_at = NOW - timedelta(days=chance.uniform(0, 1_000))
    return {
        "id": id_,
        "number": str(id_),
        "customer_id": customer,
        "placed_at": placed_at,
        "currency": "EUR",
        "total": Decimal(chance.randint(500, 20_000)) / 100,
        "discount": Decimal(0),
        "refunded": Decimal(0),
        "codes": [],
        "tags": [],
        "marks": [],
        "status": "paid",
        "as_of": placed_at,
    }


def item_rows(order: int, chance: random.Random) -> list[dict[str, object]]:
    return [
        {
            "order_id": order,
            "sku": f"S{chance.randint(1, 500)}",
            "title": "Thing",
            "quantity": 1,
            "price": Decimal(20),
            "category": f"c{chance.randint(1, 9)}",
            "cost": Decimal(11),
        }
        for _ in range(2)
    ]


async def measure(folder: Path, customers: int, orders: int) -> dict[str, float]:
    """Fill, then time one kind of work after the other."""
    address = f"sqlite:///{folder / f'{orders}.db'}"
    await migrate(address)
    database, shop = Database(address), load_shop(None)
    await fill(database, customers, orders)
    began = time.perf_counter()
    measures = await take_measures(database, shop, ZONE, NOW)
    told: dict[str, float] = {"customers": customers, "orders": orders, "measure_shop_s": time.perf_counter() - began}
    clocks = Clocks(business=lambda: NOW, machine=lambda: NOW)
    keeping = Keeping(database, clocks, shop, ZONE, measures, BusinessHours.always(ZONE))
    everybody = range(1, customers + 1, max(1, customers // WORKED_OUT))  # the first have most orders, the last fewest
    told["worked_out_per_second"] = await work_out(database, keeping, everybody)
    chance = random.Random(8)
    some = chance.choices(everybody, k=READS)
    told |= {f"profile_{name}_ms": value for name, value in (await reads(database, some)).items()}
    await database.close()
    return told


async def work_out(database: Database, keeping: Keeping, customers: range) -> float:
    """Mark and work out; customers a second."""
    async with database.writing() as session:
        connection = await session.connection()
        rows = [
            {
                "customer_id": id_,
                "computed_at": NOW,
                "good_until": NOW,
                "stale": True,
                "lifecycle": "",
                "value": "",
                "content": {},
            }
            for id_ in customers
        ]
        await connection.execute(insert(table_of(ProfileRow)), rows)
    began, used = time.perf_counter(), time.process_time()
    while await keeping.refresh(NOW):
        pass
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    async with database.reading() as session:
        assert not await stale_customers(session, 1)
    return len(customers) / min(seconds, processor)


async def reads(database: Database, customers: list[int]) -> dict[str, float]:
    """Time single looks before triage: the person, the conversation, the orders, and the kept profile with its facts."""
    times = []
    for customer in customers:
        began = time.perf_counter()
        async with database.reading() as session:
            case = await load_case(session, customer, NOW)
        assert case.profile is not None
        decode_profile(case.profile)
        times.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(times, n=100)
    return {"p50": cuts[49], "p95": cuts[94]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small = asyncio.run(
            measure(Path(folder), max(options.customers // 1000, 100), max(options.orders // 1000, 1000))
        )
        large = asyncio.run(measure(Path(folder), options.customers, options.orders))
    ratio = {name: round(large[name] / small[name], 2) for name in large}
    told = {
        name: {key: round(value, 2) for key, value in one.items()} for name, one in (("small", small), ("large", large))
    }
    print(json.dumps({"machine": describe(), **told, "large_to_small": ratio}, indent=2))


if __name__ == "__main__":
    main()
