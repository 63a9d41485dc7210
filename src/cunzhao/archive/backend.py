"""The optional model that proposes statements: any endpoint with the chat completions of OpenAI. Off unless it is set."""

from __future__ import annotations

import asyncio
import json
import os

from cunzhao.archive.settings import Settings
from cunzhao.errors import FetchError, UsageError
from cunzhao.fetch import Limits, system_resolver
from cunzhao.fetch.post import named_by_keeper, post
from cunzhao.said.anchor import LONGEST_ANSWER, Ask

KEY = "CUNZHAO_BACKEND_KEY"
"""The variable of the environment that holds the key, for who needs one: settings hold no secrets."""
SECONDS = 300.0
_LIMITS = Limits(body_bytes=LONGEST_ANSWER * 6, total_seconds=SECONDS)


def ask_of(settings: Settings) -> Ask:
    """What asks the model of these settings. Raises UsageError where none is set; FetchError when it is asked and does not
    answer."""
    if not settings.backend_url or not settings.backend_model:
        raise UsageError("no model is set: set backend_url and backend_model in cunzhao.toml, or leave --backend out")
    url = settings.backend_url.rstrip("/") + "/chat/completions"

    def ask(instructions: str, text: str) -> str:
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": text}]
        body = {"model": settings.backend_model, "temperature": 0, "messages": messages}
        return content_of(asyncio.run(_post(url, json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))))

    return ask


async def _post(url: str, body: bytes) -> bytes:
    key = os.environ.get(KEY, "")
    headers = [("Content-Type", "application/json"), ("Accept", "application/json")]
    headers += [("Authorization", f"Bearer {key}")] if key else []
    return await post(url, body, headers, resolver=system_resolver, policy=named_by_keeper(url), limits=_LIMITS)


def content_of(answer: bytes) -> str:
    """The words of an answer. Raises FetchError where there are none."""
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, LookupError, TypeError):
        raise FetchError("protocol", "the model's answer is not one of chat completions; check backend_url") from None
    return content if isinstance(content, str) else ""
