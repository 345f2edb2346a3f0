"""The people of `erased.py`: what is known of them, in words that stand nowhere else, and what they do."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from processes import Server

ANNA = {"first_name": "Annelore", "last_name": "Zvonkova", "username": "zvonkova_a", "language_code": "en"}
BELLA = {"first_name": "Bellamira", "last_name": "Quastenberg", "username": "quasten_b", "language_code": "en"}
ORDERS = ("77101", "77102")
# Said and written first, then what the shop and Telegram know.
SECRET_WORDS = [
    "marzipanlion",
    "velvetotter",
    "Annelore",
    "Zvonkova",
    "annelore.z@example.org",
    "+31655577101",
    "shop771",
    "TRKANNA9",
]
WORDS_OF_BELLA = ["copperheron", "linenbadger", "Bellamira", "Quastenberg", "bellamira.q@example.org"]
HEADER = (
    "order_id,placed_at,currency,total,customer_email,customer_phone,customer_id,customer_name,"
    "sku,title,quantity,price,promised_at,shipped_at,carrier,tracking"
)


def orders_file() -> str:
    """Write the shop's export: one late order of each."""
    now = datetime.now(UTC)
    placed, promised, shipped = (f"{now - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}" for days in (6, 2, 4))
    known = {
        ORDERS[0]: "49.10,annelore.z@example.org,+31655577101,shop771,Annelore Zvonkova,K-1,Kettle,1,49.10",
        ORDERS[1]: "52.20,bellamira.q@example.org,+31655577102,shop772,Bellamira Quastenberg,K-2,Vase,1,52.20",
    }
    tracking = dict(zip(ORDERS, ("TRKANNA9", "TRKBELL9"), strict=True))
    rows = [
        f"{number},{placed},EUR,{told},{promised},{shipped},Kurier,{tracking[number]}" for number, told in known.items()
    ]
    return "\n".join((HEADER, *rows)) + "\n"


class Person:
    """Somebody at either end of the bot, found again by a name that nobody else has."""

    def __init__(self, server: Server, made: dict[str, Any]) -> None:
        self.server, self.id, self.name = server, made["id"], made.get("last_name") or made["first_name"]

    async def writes(self, words: str, **where: Any) -> dict[str, Any]:
        return await self.server.post("write", user_id=self.id, text=words, **where)

    async def in_topic_of(self, other: "Person", words: str) -> dict[str, Any]:
        where = {"chat_id": self.server.staff_chat, "thread_id": await other.thread()}
        return await self.writes(words, **where)

    async def presses(self, message: dict[str, Any], data: str) -> None:
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        await self.server.post("press", user_id=self.id, data=data, **where)

    async def thread(self) -> int:
        return await until(self._thread, f"the topic of {self.name}")

    async def _thread(self) -> int | None:
        topics = (await self.server.get("state"))["topics"]
        return max((one["thread_id"] for one in topics if one["name"].endswith(self.name)), default=None)

    async def chat(self) -> list[dict[str, Any]]:
        return (await self.server.get(f"chat/{self.id}"))["messages"]

    async def button(self, deed: str) -> tuple[dict[str, Any], str]:
        """Wait for a button in this person's topic."""
        return await until(lambda: self._button(deed), f"the button {deed}")

    async def _button(self, deed: str) -> tuple[dict[str, Any], str] | None:
        chat = await self.server.get(f"chat/{self.server.staff_chat}?thread={await self.thread()}")
        for message in reversed(chat["messages"]):
            rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
            for one in (each for row in rows for each in row):
                if one.get("callback_data", "").split(":")[1:2] == [deed]:
                    return message, one["callback_data"]
        return None


async def until(look: Any, what: str, patience: float = 90) -> Any:
    """Look five times a second, until there is something."""
    async with asyncio.timeout(patience):
        while not (found := await look()):
            await asyncio.sleep(0.2)
    if not found:
        raise SystemExit(f"waited in vain for {what}")
    return found
