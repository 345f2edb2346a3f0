"""Tokens by which a shop's account page says which of its customers opens a chat: made, and read with care.

A token is `ID-EXPIRES-SIGNATURE`: the shop's id of the customer, the second (Unix time) at which it ends, and the
first 20 hexadecimal digits of HMAC-SHA256 over `link-ID-EXPIRES` with TRIAGE_SHOP_SECRET. Telegram lets 64 letters,
digits, hyphens and underscores through `t.me/BOT?start=TOKEN`, so an id has at most 32 of them.
"""

import hmac
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

# 80 bits, of which nobody tries out a part: each try is a message to the bot.
SIGNED: Final = 20
# What a token may carry, and what it looks like; a hyphen within an id is fine, since the last two divide.
SHOP_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
TOKEN: Final = re.compile(rf"({SHOP_ID.pattern})-([0-9]{{10}})-([0-9a-f]{{{SIGNED}}})")
# Whoever holds a token is taken for the customer, so none is good for ever; a page makes a new one each time.
LONGEST: Final = timedelta(days=30)


def make_token(shop_id: str, expires: datetime, secret: str) -> str:
    """Sign a customer's id until a moment; raises ValueError where the id does not fit into a link.

    >>> make_token("7001", datetime(2026, 12, 1, tzinfo=UTC), "secret")
    '7001-1796083200-d7916717703e515a826d'
    """
    if not SHOP_ID.fullmatch(shop_id):
        raise ValueError(f"{shop_id!r} does not fit into a link; an id has at most 32 of A-Z, a-z, 0-9, _ and -")
    signed = f"{shop_id}-{int(expires.timestamp())}"
    return f"{signed}-{_signature(signed, secret)}"


def read_token(token: str, secret: str, now: datetime) -> str | None:
    """Read which customer a token names; `None` for one that is forged, over, or good for longer than 30 days."""
    found = TOKEN.fullmatch(token)
    if found is None:
        return None
    shop_id, expires, signature = found.groups()
    if not hmac.compare_digest(signature, _signature(f"{shop_id}-{expires}", secret)):
        return None
    ends = datetime.fromtimestamp(int(expires), UTC)
    return shop_id if now < ends <= now + LONGEST else None


def _signature(signed: str, secret: str) -> str:
    # The word before it keeps a signature of an engagement event, made with the same secret, from being a token.
    return hmac.new(secret.encode(), f"link-{signed}".encode(), sha256).hexdigest()[:SIGNED]
