"""Tells whether a request comes from the shop: HMAC-SHA256 of its body with a shared secret, spelled in base64."""

import base64
import hmac
from datetime import datetime, timedelta
from typing import Final

# Long enough for a slow network and clocks that differ a little, short enough that a copy is soon worthless.
FRESH_FOR: Final = timedelta(minutes=5)


def sign(secret: str, signed: bytes) -> str:
    """Sign bytes the way that Shopify and WooCommerce do.

    >>> sign("sesame", b"{}")
    'koivMVGfsQ6lGMYsMDOWw4t359Kh2zzDHnvCiU4L14Y='
    """
    return base64.b64encode(hmac.digest(secret.encode(), signed, "sha256")).decode()


def is_signed(secret: str, signed: bytes, given: str | None) -> bool:
    """Compare in constant time; no header is no signature."""
    # Headers are bytes: what is not UTF-8 in them must not raise either.
    return hmac.compare_digest(sign(secret, signed).encode(), (given or "").encode("utf-8", "surrogateescape"))


def stamped(timestamp: str, body: bytes) -> bytes:
    """Give what is signed where a request carries its time: `TIMESTAMP.BODY`."""
    return timestamp.encode("utf-8", "surrogateescape") + b"." + body


def is_fresh(timestamp: str, now: datetime) -> bool:
    """Tell whether Unix seconds name a moment within five minutes of now."""
    # Eleven digits last beyond any clock, and more would overflow it.
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 11):
        return False
    return abs(now.timestamp() - int(timestamp)) <= FRESH_FOR.total_seconds()
