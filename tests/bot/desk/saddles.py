"""A shop with a ladder for saddles, and what people see of it."""

from pathlib import Path

from playbooks.suggestion import Step

LEAD = 424242
SETTINGS = {"leads": (LEAD,), "playbooks": Path(__file__).with_name("saddle_shop")}
ASKS = "Hello, what about the saddle of my bicycle? It squeaks"
ASK = Step("Ask the saddler").key
LEAD_CALLS = "The lead calls the saddler"


def alerts(shift, customer):
    """What the lead was told in private about a customer, whose topic it names."""
    told = [message["text"] for message in shift.telegram.sent(LEAD) if message["from"]["is_bot"]]
    return [text for text in told if text.endswith(shift.surnames[customer.id])]


def note(shift, customer, words):
    """The newest line of the topic that says this, buttons or not."""
    return [message for message in shift.topic(customer) if words in message.get("text", "")][-1]


def buttons(message):
    """What stands on each button, by its data."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return {one["callback_data"]: one["text"] for row in rows for one in row}


def steps(shift, customer):
    """The checklist of the newest card."""
    return next(line for line in shift.card(customer)["text"].splitlines() if line.startswith("STEPS"))


async def climbs(shift, agent, customer, to="lead"):
    """Press Escalate and then the rung; returns what the agent was told."""
    card = shift.card(customer)
    await shift.press(agent, card, "escalate")
    return await shift.press(agent, shift.fresh(card), "climb", to)
