"""Customers who write and agents who answer, by seeded chance; everything they do carries a mark to find it by."""

import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from killing.wire import Telegram

WORDS = (
    "Where is my order? It should have been here yesterday",
    "I need it today, please hurry!",
    "the blue tent arrived with a broken pole",
    "Can I still change the delivery address?",
    "third time I write, this is ridiculous",
    "thank you, that was quick",
    "Is the lamp in stock again?",
    "I want my money back for the boots",
    "hello?",
    "Где мой заказ?",
)
MARK = re.compile(r"\[(\d+)-(\d+)\]")
# How many customers talk at the same time; the others fall silent.
TALKING = 12
A_PHOTO = [{"file_id": "photo", "file_unique_id": "photo", "width": 90, "height": 90}]


@dataclass
class Deeds:
    """What was done, and must have its effect."""

    written: dict[int, list[str]] = field(default_factory=dict)  # marks by customer, in order
    pressed: dict[tuple[int, int], int] = field(default_factory=dict)  # by conversation and turn: the suggestion
    answered: list[str] = field(default_factory=list)  # marks of agents' own words
    reminders: list[str] = field(default_factory=list)  # marks of reminders


@dataclass
class People:
    """Customers who come and go, and one agent."""

    telegram: Telegram
    chance: random.Random
    customers: list[int]
    agent: int
    deeds: Deeds = field(default_factory=Deeds)
    cards: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)  # newest message of each turn's card
    posted: dict[tuple[int, int], int] = field(default_factory=dict)  # how often a turn's card was posted
    jumps: list[tuple[datetime, timedelta]] = field(default_factory=list)  # when business time jumped, and how far
    marks: int = 0

    def act(self) -> None:
        """Do one thing."""
        ways = [self.begin, self._write, self._write_photo, self._press, self._answer, self._remind]
        self.chance.choices(ways, weights=[5, 55, 6, 16, 12, 6])[0]()

    def jump(self, by: timedelta) -> None:
        """Note that business time jumped."""
        self.jumps.append((datetime.now(UTC), by))

    def business(self, at: datetime) -> datetime:
        """Tell the business time at a moment of machine time."""
        return at + sum((by for when, by in self.jumps if when <= at), timedelta())

    def look(self) -> None:
        """Note the cards that were posted since the last look."""
        for call in self.telegram.news():
            if call["method"] == "sendMessage":
                self._note_card(call["answer"]["result"])

    def _note_card(self, message: dict[str, Any]) -> None:
        for data in button_data(message):
            _version, action, *rest = data.split(":")
            if action == "menu":
                turn = int(rest[0]), int(rest[1])
                self.cards[turn] = message
                self.posted[turn] = self.posted.get(turn, 0) + 1
                return

    def _mark(self, group: int) -> str:
        self.marks += 1
        return f"[{group}-{self.marks}]"

    def begin(self) -> None:
        """Somebody new begins with two messages, so that topics are made all along."""
        self.customers.append(self.telegram.post("customers", first_name=f"New {len(self.customers)}")["id"])
        for _ in range(2):
            self._write(self.customers[-1])

    def _someone(self) -> int:
        return self.chance.choice(self.customers[-TALKING:])

    def _write(self, customer: int | None = None) -> None:
        customer = customer or self._someone()
        mark = self._mark(customer)
        self.telegram.post("write", user_id=customer, text=f"{self.chance.choice(WORDS)} {mark}")
        self.deeds.written.setdefault(customer, []).append(mark)

    def _write_photo(self) -> None:
        customer = self._someone()
        mark = self._mark(customer)
        self.telegram.post("write", user_id=customer, content={"photo": A_PHOTO, "caption": f"look {mark}"})
        self.deeds.written.setdefault(customer, []).append(mark)

    def _press(self) -> None:
        """Press a tone on the newest card that has one."""
        self.look()
        for turn, message in reversed(self.cards.items()):
            tones = [data for data in button_data(message) if data.split(":")[1] == "say"]
            if tones and turn not in self.deeds.pressed:
                place = {"message_id": message["message_id"], "chat_id": self.telegram.staff_chat}
                # The card may have lost its buttons by now, as it may under a real finger.
                self.telegram.post("press", user_id=self.agent, data=tones[0], force=True, **place)
                self.deeds.pressed[turn] = int(tones[0].split(":")[4])
                return

    def _answer(self) -> None:
        self._in_topic(self.deeds.answered, "We look into it {}")

    def _remind(self) -> None:
        self._in_topic(self.deeds.reminders, "/remind 15m ask the warehouse {}")

    def _in_topic(self, deeds: list[str], words: str) -> None:
        self.look()
        if not self.cards:
            return
        thread = self.chance.choice(list(self.cards.values()))["message_thread_id"]
        mark = self._mark(self.agent)
        place = {"chat_id": self.telegram.staff_chat, "thread_id": thread}
        self.telegram.post("write", user_id=self.agent, text=words.format(mark), **place)
        deeds.append(mark)


def button_data(message: dict[str, Any]) -> list[str]:
    """List the callback data of a message's buttons."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def words_of(message: dict[str, Any]) -> str:
    """Read a message's text or caption."""
    return message.get("text") or message.get("caption") or ""


def marks_of(message: dict[str, Any]) -> list[str]:
    """List the marks in a message, in order."""
    return [found[0] for found in MARK.finditer(words_of(message))]
