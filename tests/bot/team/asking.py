"""What people at the desk type, and the answer that stands below it."""

GENERAL = 1


def below(shift, asked):
    """List what answers a message."""
    sent = shift.telegram.sent(asked["chat"]["id"])
    return [one for one in sent if (one.get("reply_to_message") or {}).get("message_id") == asked["message_id"]]


async def typed(shift, agent, words, *, topic_of=None, group=False):
    """Type a command in private, in a customer's topic or in the group, and wait for the answer below it."""
    if topic_of is not None or group:
        thread = shift.thread(topic_of) if topic_of is not None else GENERAL
        asked = shift.telegram.write_in_topic(agent, thread, words)
    else:
        asked = shift.telegram.write(agent, words)
    await shift.until(lambda: below(shift, asked))
    return below(shift, asked)[0]


def private(shift, agent):
    """List what the bot wrote to an agent in private."""
    return [one["text"] for one in shift.telegram.sent(agent.id) if one["from"]["is_bot"] and "text" in one]


def links(message):
    """List where a message's links lead."""
    return [one["url"] for one in message.get("entities", ()) if one["type"] == "text_link"]


def topic_url(shift, customer):
    return f"https://t.me/c/{str(shift.staff).removeprefix('-100')}/{shift.thread(customer)}"
