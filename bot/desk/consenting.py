"""Consent to news of the shop: given and taken back by customers with `/news`, noted by agents with `/consent`."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.rights import Asked, say
from bot.storage.consents import AGENT, CUSTOMER, consents, give, withdraw
from bot.storage.conversations import last_conversation
from bot.storage.customers import add_customer, find_by_topic, find_customer
from bot.storage.effects import Answer, answer
from bot.storage.notes import queue_note
from playbooks.news import News, say_news

# "by phone, 12 Nov" is as short as a proof can be; "ok" proves nothing.
SHORTEST: Final = 8
OFF: Final = frozenset({"off", "no", "выкл", "нет"})
ON: Final = frozenset({"on", "yes", "вкл", "да"})


async def switch_news(session: AsyncSession, *, asked: Asked, wish: str) -> None:
    """Take a customer's own word for it, at once, and confirm it; the agents see it in the topic."""
    word, incoming = wish.strip().lower(), asked.incoming
    customer = await find_customer(session, incoming.telegram_id)
    if word not in ON | OFF:
        await _confirm(session, asked, customer.last_language if customer else None, "news_how")
        return
    if customer is None:
        customer = await add_customer(session, incoming, asked.staff_chats, asked.now)
    customer_id = customer.id or 0
    if word in ON:
        words = f"/news {word}"
        await give(session, customer_id, at=asked.now, source=CUSTOMER, words=words)
    else:
        await withdraw(session, customer_id, at=asked.now, source=CUSTOMER)
    await _confirm(session, asked, customer.last_language, "news_on" if word in ON else "news_off")
    conversation = await last_conversation(session, customer_id)
    if conversation is not None:
        content = {"key": "consent_given_note" if word in ON else "consent_withdrawn_note"}
        await queue_note(session, conversation, content, asked.machine_now)


async def note_consent(session: AsyncSession, *, action: Action, topic: tuple[int, int], words: str) -> Answer:
    """Note where and how a topic's customer agreed, or that they do not any more; without words, tell what is known."""
    customer = await find_by_topic(session, *topic)
    if customer is None:
        return answer("no_topic_customer")
    customer_id, (first, _, proof) = customer.id or 0, words.strip().partition(" ")
    agent = await agent_of(session, action)
    if first.lower() in OFF:
        await withdraw(session, customer_id, at=action.now, source=AGENT, agent_id=agent.id)
        return answer("consent_withdrawn")
    if first.lower() not in ON or len(proof.strip()) < SHORTEST:
        known = await consents(session, customer_id)
        return answer("consent_known" if known else "consent_unknown")
    await give(session, customer_id, at=action.now, source=AGENT, words=proof.strip(), agent_id=agent.id)
    return answer("consent_noted")


async def _confirm(session: AsyncSession, asked: Asked, spoken: str | None, news: News) -> None:
    lang = spoken or asked.incoming.language
    text = say_news(news, lang, shop=asked.shop.name, formal=asked.shop.formal)
    await say(session, asked.incoming.chat_id, text, asked.machine_now)
