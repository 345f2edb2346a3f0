"""How fast orders come in, at 1,000 and at many: `python tests/bench/imports.py [ORDERS]`, in one process on one core.

Parsed: rows a second of each format, from the file to orders. Stored: orders a second into an
empty SQLite file, parsing included; then the same file again, which changes nothing. Memory is what the
process holds at most beyond what it held at a tenth of the way. A core's second is what counts
on a machine that does other things meanwhile; the ratio of many to few is of those.
"""

import asyncio
import csv
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from machine import describe

from bot.shop.importing import import_orders
from bot.shop.opening import Wishes, open_orders
from bot.storage.engine import Database
from bot.storage.migrate import migrate

SMALL = 1_000
LARGE = 100_000
# Orders have one, two or three items by turns, customers four orders.
WISHES = Wishes(ZoneInfo("Europe/Amsterdam"), "EUR", datetime(2026, 11, 22, tzinfo=UTC))
FIRST_DAY = datetime(2023, 1, 1, tzinfo=UTC)
SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Street,Billing City,Billing Zip,Billing Country,Billing Phone,"
    "Notes,Cancelled at,Payment Method,Refunded Amount,Vendor,Id,Tags,Source,Lineitem discount,Phone"
)
WOOCOMMERCE = (
    "order_id,order_number,order_date,status,shipping_total,tax_total,discount_total,order_total,order_currency,"
    "customer_id,billing_first_name,billing_last_name,billing_email,billing_phone,billing_country,coupon_items,"
    "refund_items,Product Item 1 Name,Product Item 1 SKU,Product Item 1 Quantity,Product Item 1 Subtotal,"
    "Product Item 2 Name,Product Item 2 SKU,Product Item 2 Quantity,Product Item 2 Subtotal"
)
GENERIC = (
    "order_id,placed_at,total,currency,customer_email,customer_phone,country,status,discount,code,sku,title,category,"
    "quantity,price"
)


def shopify(number: int) -> Iterator[dict[str, object]]:
    at = f"{moment(number):%Y-%m-%d %H:%M:%S} +0100"
    yield {
        "Name": f"#{number}",
        "Email": f"customer{number // 4}@example.org",
        "Financial Status": "paid",
        "Fulfilled at": at,
        "Currency": "EUR",
        "Shipping": "4.50",
        "Taxes": "0.00",
        "Total": f"{total(number) + 4.5:.2f}",
        "Discount Amount": "0.00",
        "Created at": at,
        "Billing Name": f"Customer {number // 4}",
        "Billing Country": "NL",
        "Billing Phone": f"06 {10_000_000 + number // 4}",
        "Id": 6_000_000_000 + number,
        "Tags": "web, first",
        "Source": "web",
        **{f"Lineitem {name}": cell for name, cell in item(number, 0).items()},
    }
    for place in range(1, 1 + number % 3):
        yield {"Name": f"#{number}", **{f"Lineitem {name}": cell for name, cell in item(number, place).items()}}


def woocommerce(number: int) -> Iterator[dict[str, object]]:
    items = [item(number, place) for place in range(min(2, 1 + number % 3))]
    yield {
        "order_id": number,
        "order_number": number,
        "order_date": f"{moment(number):%Y-%m-%d %H:%M:%S}",
        "status": "wc-completed",
        "order_total": f"{float(price(number)) * len(items):.2f}",
        "order_currency": "EUR",
        "billing_first_name": "Customer",
        "billing_last_name": number // 4,
        "billing_email": f"customer{number // 4}@example.org",
        "billing_country": "NL",
        **{f"Product Item {at} Name": each["name"] for at, each in enumerate(items, 1)},
        **{f"Product Item {at} SKU": each["sku"] for at, each in enumerate(items, 1)},
        **{f"Product Item {at} Quantity": each["quantity"] for at, each in enumerate(items, 1)},
        **{f"Product Item {at} Subtotal": each["price"] for at, each in enumerate(items, 1)},
    }


def generic(number: int) -> Iterator[dict[str, object]]:
    for place in range(1 + number % 3):
        sold = item(number, place)
        yield {
            "order_id": number,
            "placed_at": f"{moment(number):%Y-%m-%d %H:%M}",
            "total": f"{total(number):.2f}",
            "currency": "EUR",
            "customer_email": f"customer{number // 4}@example.org",
            "sku": sold["sku"],
            "title": sold["name"],
            "category": "home",
            "quantity": sold["quantity"],
            "price": sold["price"],
        }


def item(number: int, place: int) -> dict[str, object]:
    return {"name": f"Lamp {place}", "sku": f"NL-{(number * 7 + place) % 500}", "quantity": 1, "price": price(number)}


def price(number: int) -> str:
    return f"{5 + number % 60}.{number % 100:02d}"


def total(number: int) -> float:
    return float(price(number)) * (1 + number % 3)


def moment(number: int) -> datetime:
    return FIRST_DAY + timedelta(minutes=13 * number)


FORMATS: dict[str, tuple[str, Callable[[int], Iterator[dict[str, object]]]]] = {
    "shopify": (SHOPIFY, shopify),
    "woocommerce": (WOOCOMMERCE, woocommerce),
    "generic": (GENERIC, generic),
}


def write(path: Path, kind: str, orders: int, *, scattered: bool = False) -> int:
    """Write a file of orders; returns its rows. Scattered: every order's rows stand far apart."""
    header, rows_of = FORMATS[kind]
    count = 0
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, header.split(","), restval="")
        table.writeheader()
        for turn in range(3 if scattered else 1):
            for number in range(orders):
                rows = list(rows_of(number))
                table.writerows(rows[turn : turn + 1] if scattered else rows)
                count += len(rows[turn : turn + 1] if scattered else rows)
    return count


def write_lines(path: Path, orders: int) -> int:
    with path.open("w") as file:
        for number in range(orders):
            rows = list(generic(number))
            items = [{name: row[name] for name in ("sku", "title", "quantity", "price")} for row in rows]
            file.write(json.dumps({**rows[0], "items": items}) + "\n")
    return sum(1 + number % 3 for number in range(orders))


def parse(path: Path, rows: int) -> dict[str, float]:
    """Read a file to its end: rows a second, and the memory that its second half took."""
    clock, memory = Clock(), list[int]()
    with path.open("rb") as source:
        found = sum(1 for _ in watched(open_orders(source, WISHES), memory))
    return {"orders": found, **clock.rates("rows", rows), "grew_mib": grown(memory)}


async def store(path: Path, database: Database) -> dict[str, float]:
    clock, memory = Clock(), list[int]()
    with path.open("rb") as source:
        report = await import_orders(database, watched(open_orders(source, WISHES), memory), now=datetime.now(UTC))
    return {**clock.rates("orders", report.orders), "new": report.new, "grew_mib": grown(memory)}


class Clock:
    """Times a piece of work, by the clock on the wall and by what the processor gave us of it."""

    def __init__(self) -> None:
        self._wall, self._core = time.perf_counter(), time.process_time()

    def rates(self, what: str, count: int) -> dict[str, float]:
        wall, core = time.perf_counter() - self._wall, time.process_time() - self._core
        return {f"{what}_a_second": round(count / wall), f"{what}_a_core_second": round(count / core)}


def watched(found, memory):  # type: ignore[no-untyped-def]
    """Hand on what was found, and note what the process holds every thousand orders."""
    for at, each in enumerate(found):
        if at % 1000 == 0:
            memory.append(held())
        yield each
    memory.append(held())


def held() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def grown(memory: list[int]) -> float:
    """Take what was held at most, less what was held a tenth of the way in."""
    return round((max(memory) - memory[len(memory) // 10]) / 1024 / 1024, 1)


async def measure(orders: int, folder: Path) -> dict[str, object]:
    results: dict[str, object] = {}
    for kind in FORMATS:
        rows = write(folder / f"{kind}.csv", kind, orders)
        results[f"parse_{kind}"] = parse(folder / f"{kind}.csv", rows)
    rows = write(folder / "scattered.csv", "generic", orders, scattered=True)
    results["parse_scattered"] = parse(folder / "scattered.csv", rows)
    results["parse_jsonlines"] = parse(folder / "orders.jsonl", write_lines(folder / "orders.jsonl", orders))
    address = f"sqlite:///{folder}/triage-{orders}.db"
    await migrate(address)
    database = Database(address)
    try:
        results["store"] = await store(folder / "shopify.csv", database)
        results["store_again"] = await store(folder / "shopify.csv", database)
    finally:
        await database.close()
    return results


def main() -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(SMALL, Path(folder)))  # so that nothing is loaded or compiled in what counts
        small = asyncio.run(measure(SMALL, Path(tempfile.mkdtemp(dir=folder))))
        many = asyncio.run(measure(large, Path(folder)))
    ratios = {name: ratio(small[name], many[name]) for name in many}
    print(json.dumps({"machine": describe(), str(SMALL): small, str(large): many, "ratio": ratios}, indent=2))


def ratio(small: object, large: object) -> float:
    """Say how fast many are beside few: 1 is the same, below 1 is slower."""
    rates = [next(value for name, value in each.items() if name.endswith("core_second")) for each in (small, large)]  # type: ignore[attr-defined]
    return round(rates[1] / rates[0], 2)


if __name__ == "__main__":
    main()
