"""How updates reach the bot: the webhook's settings. Long polling itself waits, so it lives in `polling.py`."""

import re
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.method import method
from bot.sandbox.methods.params import Params
from bot.sandbox.state import State, Webhook

SECRET = re.compile(r"[A-Za-z0-9_\-]{1,256}")

# Telegram's bounds of simultaneous deliveries; the sandbox delivers one at a time all the same.
CONNECTIONS = range(1, 101)


def set_webhook(state: State, params: Params) -> bool:
    url = params.text("url").strip()
    if not url:
        return delete_webhook(state, params)
    # Telegram takes https only; the sandbox runs on one machine, so plain http will do.
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.text("secret_token") or None
    if secret is not None and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = params.integer("max_connections") or 40
    if connections not in CONNECTIONS:
        raise bad_request("bad webhook: max_connections must be from 1 to 100")
    allow_updates(state, params)
    _drop_if_asked(state, params)
    state.webhook = Webhook(url, secret, connections)
    state.updates.arrived.ring()
    state.touch()
    return True


def delete_webhook(state: State, params: Params) -> bool:
    _drop_if_asked(state, params)
    state.webhook = Webhook()
    state.updates.arrived.ring()
    state.touch()
    return True


def get_webhook_info(state: State, _: Params) -> dict[str, Any]:
    webhook = state.webhook
    info: dict[str, Any] = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(state.updates),
    }
    if webhook.url:
        info["max_connections"] = webhook.max_connections
    if webhook.last_error_at is not None:
        info |= {"last_error_date": webhook.last_error_at, "last_error_message": webhook.last_error}
    if state.updates.allowed is not None:
        info["allowed_updates"] = sorted(state.updates.allowed)
    return info


def allow_updates(state: State, params: Params) -> None:
    """A list holds from now on, an empty one restores the default, none leaves things as they are."""
    kinds = params.json("allowed_updates")
    if kinds is None:
        return
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise bad_request("can't parse allowed_updates: expected an Array of String")
    state.updates.allowed = frozenset(kinds) or None


def _drop_if_asked(state: State, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        state.updates.clear()


METHODS = {
    "setWebhook": method(set_webhook, "url max_connections allowed_updates drop_pending_updates secret_token"),
    "deleteWebhook": method(delete_webhook, "drop_pending_updates"),
    "getWebhookInfo": method(get_webhook_info),
}
