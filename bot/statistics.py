"""What is usual in this shop, measured from its orders when the bot starts."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from bot.storage.engine import Database
from bot.storage.orders import load_orders
from bot.storage.tables.people import ShopOrder
from classifier.history.orders import Order, ShopStatistics
from classifier.history.statistics import shop_statistics

# A sample of this many customers tells what is usual as well as all of them would, and starts as fast.
SAMPLE = 2_000


async def load_statistics(database: Database, currency: str, now: datetime) -> ShopStatistics:
    """Measure the shop on its customers with the newest orders."""
    orders: dict[int, list[Order]] = defaultdict(list)
    async with database.reading() as session:
        newest = await session.scalars(
            select(col(ShopOrder.customer_id))
            .group_by(col(ShopOrder.customer_id))
            .order_by(col(ShopOrder.customer_id).desc())
            .limit(SAMPLE)
        )
        for customer_id in newest.all():
            orders[customer_id] = await load_orders(session, customer_id)
    return shop_statistics(orders.values(), currency, now)
