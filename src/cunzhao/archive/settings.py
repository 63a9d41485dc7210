"""The settings of one archive: ``cunzhao.toml``, read once, here. No secrets."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from cunzhao.errors import NoArchive

FILE = "cunzhao.toml"

TEMPLATE = """\
# Settings of this archive. All are optional; what stands here are the defaults.

# A word to the outlets: who asks, and where they can write to. Please set it.
contact = ""

# Seconds between two requests to one host. robots.txt may ask for more.
delay_seconds = 2.0

# New articles fetched per source in one round, and at most as many looked at again; the rest waits for the next.
pages_per_source = 200

# Larger bodies are cut there, and that is recorded. Bytes.
body_bytes = 20000000

# An evidence file is closed at this size, and the next one begun. Bytes.
evidence_file_bytes = 1000000000

# Seconds for one request, all told.
request_seconds = 60.0

# How often a channel may be polled at most, and how seldom at least; between these its own rhythm decides.
poll_least = "5m"
poll_most = "24h"

# The same for single sources, each as "SOURCE LEAST MOST", such as "news.example 15m 6h".
poll_bounds = []

# Requests to one host within an hour, and to all together; 0 sets no bound.
host_requests_per_hour = 900
requests_per_hour = 0

# Where to tell when a source goes silent, fails, refuses or yields nothing to read, and when it is well again: a webhook.
notify_webhook = ""

# An address that is asked for after each good round, so that its keeper notices when none comes.
heartbeat_url = ""

# Language of the published site and the reading room where the reader states none: en, zh-Hans, zh-Hant.
language = "en"

# Name and address of the published site (the address is needed for feeds and sitemaps).
site_name = ""
site_url = ""

# A model that may propose statements (`cunzhao said --jsonl --backend`): the address of an endpoint that speaks the chat
# completions of OpenAI, such as http://127.0.0.1:11434/v1, and the model's name. Nothing is sent anywhere unless both are set.
backend_url = ""
backend_model = ""
"""


_WEB = "^(https?://.*)?$"
_SPAN = r"[1-9][0-9]{0,5}[smhd]"
Span = Annotated[str, StringConstraints(pattern=f"^{_SPAN}$")]
Bound = Annotated[str, StringConstraints(pattern=rf"^\S+ {_SPAN} {_SPAN}$")]
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def span_of(text: str) -> timedelta | None:
    """``30m`` as a time span; None for what is none."""
    found = re.fullmatch(_SPAN, text.strip().lower().replace(" ", ""))
    return timedelta(seconds=int(found[0][:-1]) * _UNITS[found[0][-1]]) if found else None


class Settings(BaseSettings):
    """Every setting, with its default. ``CUNZHAO_<NAME>`` in the environment wins over the file."""

    model_config = SettingsConfigDict(env_prefix="CUNZHAO_", extra="forbid")

    contact: str = Field(
        default="",
        pattern=r"^[ -~]*$",  # it goes into a header, which holds neither line ends nor other scripts
        max_length=200,
        description="Who asks, and where outlets can write to, in ASCII; part of the User-Agent.",
    )
    delay_seconds: float = Field(default=2.0, ge=0, le=3600, description="Seconds between two requests to one host.")
    pages_per_source: int = Field(default=200, ge=1, description="New articles per source in one round.")
    body_bytes: int = Field(
        default=20_000_000, ge=1000, description="Larger bodies are cut there, and that is recorded."
    )
    evidence_file_bytes: int = Field(
        default=1_000_000_000, ge=1_000_000, description="An evidence file is closed at this size."
    )
    request_seconds: float = Field(default=60.0, gt=0, description="Seconds for one request, all told.")
    poll_least: Span = Field(default="5m", description="How often a channel may be polled at most.")
    poll_most: Span = Field(default="24h", description="How seldom a channel is polled at least.")
    poll_bounds: list[Bound] = Field(default=[], description="The same for single sources: SOURCE LEAST MOST.")
    host_requests_per_hour: int = Field(
        default=900, ge=0, description="Requests to one host within an hour; 0: any number."
    )
    requests_per_hour: int = Field(default=0, ge=0, description="Requests to all hosts within an hour; 0: any number.")
    notify_webhook: str = Field(default="", pattern=_WEB, description="Where to tell of sources in trouble.")
    heartbeat_url: str = Field(default="", pattern=_WEB, description="Asked for after each good round.")
    language: str = Field(default="en", pattern="^(en|zh-Hans|zh-Hant)$", description="Language of the published site.")
    site_name: str = Field(default="", description="Name of the published site.")
    site_url: str = Field(default="", pattern="^(https?://.*)?$", description="Address of the published site.")

    backend_url: str = Field(
        default="", pattern="^(https?://.*)?$", description="Address of a model's endpoint that may propose statements."
    )
    backend_model: str = Field(default="", max_length=200, description="Name of the model to ask there.")

    def digest(self) -> str:
        """Hex SHA-256 of the settings as JSON with sorted names: it goes on record with what was captured under them. Where the
        keeper is told of trouble is left out: it says nothing of a capture, and may be a secret."""
        values = self.model_dump(exclude={"notify_webhook", "heartbeat_url"})
        return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()

    def user_agent(self, version: str) -> str:
        """The one honest name under which requests are made."""
        about = self.contact or "a news archive; its keeper has set no contact"
        return f"cunzhao/{version} (+{about})"


def load(directory: Path) -> Settings:
    """Read the settings of an archive. Raises NoArchive with the line to change when they cannot be read."""

    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return env_settings, TomlConfigSettingsSource(settings_cls, directory / FILE)

    try:
        return FromFile()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise NoArchive(f"{directory / FILE}: {name}: {first['msg']}; correct that line") from None
    except (OSError, ValueError) as error:
        raise NoArchive(f"{directory / FILE}: cannot be read ({error}); correct it or take the file away") from None
