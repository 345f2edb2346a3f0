"""After all the kills: compares what people did, what Telegram shows, and what the database holds."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from killing.people import People, button_data, marks_of, words_of
from killing.rows import Rows

from bot.storage.tables import (
    Conversation,
    Customer,
    Delivery,
    FollowUpRow,
    Identity,
    Intake,
    Message,
    Outgoing,
    SuggestionRow,
)


@dataclass
class Verdict:
    """Counts to be read, and what must not be."""

    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def blame(self, name: str, problems: Iterator[str]) -> None:
        """Count problems under a name, and keep them."""
        found = list(problems)
        self.counts[name] = len(found)
        self.problems += [f"{name}: {one}" for one in found]


@dataclass
class Scene:
    """Everything that can be looked at."""

    people: People
    rows: Rows
    now: datetime  # business time at the end
    staff: list[dict[str, Any]] = field(init=False)
    private: dict[int, list[dict[str, Any]]] = field(init=False)
    outgoing: list[Outgoing] = field(init=False)
    customers: dict[int, int] = field(init=False)  # our id by Telegram's
    topics: dict[int, int] = field(init=False)  # Telegram's customer id by topic

    def __post_init__(self) -> None:
        telegram = self.people.telegram
        self.staff = telegram.chat(telegram.staff_chat)
        self.private = {one: telegram.chat(one) for one in self.people.customers}
        self.outgoing = self.rows.all(Outgoing)
        self.customers = {int(one.value): one.customer_id for one in self.rows.all(Identity)}
        ours = {number: telegram_id for telegram_id, number in self.customers.items()}
        self.topics = {one.topic_id: ours.get(one.id, 0) for one in self.rows.all(Customer) if one.topic_id}

    def tries(self, kind: str) -> dict[int, int]:
        """How often each row of a kind may have been sent, by our message id."""
        return {row.message_id or 0: 1 + row.attempts for row in self.outgoing if row.kind == kind}


def judge(people: People, rows: Rows, now: datetime) -> Verdict:
    """Look at everything and say what is wrong."""
    scene, verdict = Scene(people, rows, now), Verdict()
    deeds = people.deeds
    verdict.counts |= {
        "customers": len(deeds.written),
        "messages written": sum(map(len, deeds.written.values())),
        "turns": sum(one.turn for one in rows.all(Conversation)),
        "buttons pressed": len(deeds.pressed),
        "agents' own words": len(deeds.answered),
        "reminders set": len(deeds.reminders),
    }
    verdict.blame("messages not stored exactly once", _stored(scene))
    verdict.blame("messages not relayed", _relayed(scene))
    verdict.blame("messages out of order", _in_order(scene))
    verdict.blame("relays doubled without a reason", _doubled_relays(scene))
    verdict.blame("turns without a card", _cards(scene))
    verdict.blame("replies lost", _lost_replies(scene))
    verdict.blame("replies doubled", _doubled_replies(scene))
    verdict.blame("uncertain replies not asked about", _asked(scene))
    verdict.blame("reminders not fired exactly once", _reminders(scene))
    verdict.blame("customers or conversations doubled", _doubled_people(scene))
    verdict.blame("updates set aside", (f"{row.seq} {row.kind}: {row.error}" for row in rows.all(Intake) if row.error))
    verdict.blame(
        "rows failed", (f"{row.kind} {row.id}: {row.error}" for row in scene.outgoing if row.state == "failed")
    )
    _count(scene, verdict)
    return verdict


def _count(scene: Scene, verdict: Verdict) -> None:
    """Count what the kills led to, and is allowed."""
    relays = Counter(mark for marks in _shown(scene).values() for mark in marks)
    topics = [message for message in scene.staff if "forum_topic_created" in message]
    replies = [row for row in scene.outgoing if row.kind == "reply"]
    verdict.counts |= {
        "(allowed) relays sent again after a kill": sum(relays.values()) - len(relays),
        "(allowed) cards posted again, as louder or after a kill": sum(scene.people.posted.values())
        - len(scene.people.posted),
        "(allowed) empty topics left behind": len(topics) - len(scene.people.deeds.written),
        "replies sent": sum(row.state == "sent" for row in replies),
        "replies uncertain, and asked about": sum(row.state == "ambiguous" for row in replies),
    }


def _from_bot(scene: Scene, message: dict[str, Any]) -> bool:
    return bool(message["from"].get("is_bot")) and message["from"]["id"] not in scene.private


def _stored(scene: Scene) -> Iterator[str]:
    found = Counter(mark for row in scene.rows.all(Message) if row.direction == "incoming" for mark in _marks(row.text))
    for marks in scene.people.deeds.written.values():
        yield from (f"{mark} {found[mark]} times" for mark in marks if found[mark] != 1)


def _marks(text: str) -> list[str]:
    return marks_of({"text": text})


def _shown(scene: Scene) -> dict[int, list[str]]:
    """The marks of relays that stand in the topics of each customer, in order, repeats included."""
    shown: dict[int, list[str]] = defaultdict(list)
    for message in scene.staff:
        relay = words_of(message).startswith("💬") or "photo" in message
        if relay and _from_bot(scene, message) and message.get("message_thread_id"):
            shown[scene.topics.get(message["message_thread_id"], 0)] += marks_of(message)
    return shown


def _relayed(scene: Scene) -> Iterator[str]:
    shown = _shown(scene)
    for customer, marks in scene.people.deeds.written.items():
        yield from (f"{mark} is not in the topic" for mark in marks if mark not in set(shown[customer]))


def _in_order(scene: Scene) -> Iterator[str]:
    """Within a customer's topic each message first appears behind all that were written before it; none elsewhere."""
    shown = _shown(scene)
    written = {mark: customer for customer, marks in scene.people.deeds.written.items() for mark in marks}
    for customer, marks in shown.items():
        first = [mark for mark in dict.fromkeys(marks) if mark in written]
        yield from (
            f"{mark} of {written[mark]} is in the topic of {customer}" for mark in first if written[mark] != customer
        )
        expected = [mark for mark in scene.people.deeds.written.get(customer, []) if mark in set(first)]
        if [mark for mark in first if written[mark] == customer] != expected:
            yield f"the topic of {customer} reads {first}"


def _doubled_relays(scene: Scene) -> Iterator[str]:
    """A relay may stand there again only as often as a try at it ended in uncertainty."""
    tries = scene.tries("relay")
    ids = {mark: row.id for row in scene.rows.all(Message) for mark in _marks(row.text) if row.direction == "incoming"}
    for marks in _shown(scene).values():
        for mark, count in Counter(marks).items():
            if mark in ids and count > tries.get(ids[mark] or 0, 0):
                yield f"{mark} stands there {count} times after {tries.get(ids[mark] or 0, 0)} tries"


def _cards(scene: Scene) -> Iterator[str]:
    standing = {message["message_id"] for message in scene.staff}
    placed = {row.outgoing_id for row in scene.rows.all(Delivery) if row.telegram_id in standing}
    cards = {(row.conversation_id, row.turn) for row in scene.outgoing if row.kind == "card" and row.id in placed}
    for conversation in scene.rows.all(Conversation):
        turns = range(1, conversation.turn + 1)
        yield from (f"turn {turn} of {conversation.id}" for turn in turns if (conversation.id, turn) not in cards)


def _replies(scene: Scene) -> Iterator[tuple[int, str, int, int, int]]:
    """For each customer and text: how often it arrived, and how many rows with it were sent, or are uncertain."""
    groups: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for row in scene.outgoing:
        if row.kind == "reply":
            groups[row.chat_id, row.content["text"]][row.state] += 1
    for customer, messages in scene.private.items():
        for message in messages:
            if _from_bot(scene, message):
                groups[customer, words_of(message)]["arrived"] += 1
    for (customer, text), counts in groups.items():
        yield customer, text[:40], counts["arrived"], counts["sent"], counts["ambiguous"]


def _lost_replies(scene: Scene) -> Iterator[str]:
    """What is called sent has arrived; what agents wrote is a reply; a turn that was answered has an answer."""
    for customer, text, arrived, sent, _ in _replies(scene):
        if arrived < sent:
            yield f"{text!r} to {customer}: {sent} sent, {arrived} arrived"
    kept = Counter(mark for row in scene.rows.all(Message) if row.direction == "outgoing" for mark in _marks(row.text))
    yield from (f"{mark} kept {kept[mark]} times" for mark in scene.people.deeds.answered if kept[mark] != 1)
    answered = {(row.conversation_id, row.turn) for row in scene.outgoing if row.kind == "reply"}
    newest: dict[tuple[int, int], int] = {}
    for row in scene.rows.all(SuggestionRow):
        newest[row.conversation_id, row.turn] = max(row.id, newest.get((row.conversation_id, row.turn), 0))
    for turn, suggestion in scene.people.deeds.pressed.items():
        # A press on replies that the customer's next words have changed is refused, and the agent told so.
        if turn not in answered and newest.get(turn) == suggestion and not _promise_passed(scene, turn):
            yield f"the press on {turn} had no effect: {_circumstances(scene, turn)}"


def _promise_passed(scene: Scene, turn: tuple[int, int]) -> bool:
    """A reply whose promised time was over when the press was worked on is refused, and the agent told so."""
    presses = [one for one in scene.rows.all(Intake) if f":{turn[0]}:{turn[1]}:" in one.payload and one.done_at]
    promises = [
        datetime.fromisoformat(one.content["facts"]["answer_by"])
        for one in scene.rows.all(SuggestionRow)
        if (one.conversation_id, one.turn) == turn and one.content["facts"].get("answer_by")
    ]
    worked_on = [scene.people.business(one.done_at) for one in presses if one.done_at]
    return bool(promises and worked_on) and promises[-1] <= max(worked_on)


def _circumstances(scene: Scene, turn: tuple[int, int]) -> str:
    """Say what may have had a press refused."""
    conversation = next(one for one in scene.rows.all(Conversation) if one.id == turn[0])
    updates = [one for one in scene.rows.all(Intake) if f":{turn[0]}:{turn[1]}:" in one.payload]
    suggestions = [one for one in scene.rows.all(SuggestionRow) if (one.conversation_id, one.turn) == turn]
    return (
        f"now turn {conversation.turn}, waiting since {conversation.waiting_since}, assignee {conversation.assignee_id}; "
        f"updates {[(one.seq, one.state, one.claims, str(one.received_at), str(one.done_at)) for one in updates]}; "
        f"suggestions {[(one.id, str(one.at), one.content['facts'].get('answer_by')) for one in suggestions]}"
    )


def _doubled_replies(scene: Scene) -> Iterator[str]:
    told = _told_by_itself(scene)
    for customer, text, arrived, sent, uncertain in _replies(scene):
        if arrived > sent + uncertain + told[customer, text]:
            yield f"{text!r} to {customer}: arrived {arrived} times, {sent} sent and {uncertain} uncertain"
    suggested = {row.id for row in scene.rows.all(Message) if row.direction == "outgoing" and row.telegram_id is None}
    turns = Counter((row.conversation_id, row.turn) for row in scene.outgoing if row.message_id in suggested)
    yield from (f"turn {turn} has {count} suggested replies" for turn, count in turns.items() if count > 1)


def _told_by_itself(scene: Scene) -> Counter[tuple[int, str]]:
    """Count the automatic words to each customer, by how they begin; one whose sending was cut off may stand twice."""
    rows = [row for row in scene.outgoing if row.kind == "note" and row.content.get("to") == "customer"]
    told: Counter[tuple[int, str]] = Counter()
    for row in rows:
        told[row.chat_id, str(row.content.get("text", ""))[:40]] += 1 + row.attempts
    return told


def _asked(scene: Scene) -> Iterator[str]:
    buttons = {data for message in scene.staff for data in button_data(message)}
    for row in scene.outgoing:
        if row.kind == "reply" and row.state == "ambiguous" and f"t1:again:{row.id}" not in buttons:
            yield f"row {row.id}"


def _reminders(scene: Scene) -> Iterator[str]:
    """Each is one row that fired, with one line to send; it stands there again only after an uncertain try."""
    rows = scene.rows.all(FollowUpRow)
    stored = Counter(mark for row in rows for mark in _marks(row.text))
    lines = [row for row in scene.outgoing if str(row.content.get("key", "")).startswith("reminder")]
    sent = Counter(mark for row in lines for mark in _marks(row.content["values"]["text"]))
    tries = {mark: 1 + row.attempts for row in lines for mark in _marks(row.content["values"]["text"])}
    notes = [message for message in scene.staff if _from_bot(scene, message) and words_of(message).startswith("⏰")]
    standing = Counter(mark for message in notes for mark in marks_of(message))
    for mark in scene.people.deeds.reminders:
        if (stored[mark], sent[mark]) != (1, 1) or not 1 <= standing[mark] <= tries[mark]:
            yield f"{mark}: {stored[mark]} rows, {sent[mark]} lines, stands there {standing[mark]} times"
    # A rung of a ladder may come due a day later; what was due and did not fire is the fault.
    pending = (row for row in rows if row.status == "pending" and row.due_at < scene.now)
    yield from (f"follow-up {row.id} is still pending" for row in pending)
    fired = Counter(row.content["buttons"][0][1] for row in lines)
    yield from (f"{button} has {count} lines" for button, count in fired.items() if count > 1)


def _doubled_people(scene: Scene) -> Iterator[str]:
    written = scene.people.deeds.written
    for name, count in (
        ("customers", len(scene.rows.all(Customer))),
        ("conversations", len(scene.rows.all(Conversation))),
    ):
        if count != len(written):
            yield f"{count} {name} of {len(written)} people"
