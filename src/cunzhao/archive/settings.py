"""The settings of one archive: ``cunzhao.toml``, read once, here. No secrets."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from pydantic import Field, ValidationError
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

# Seconds for one request, all told.
request_seconds = 60.0

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
    request_seconds: float = Field(default=60.0, gt=0, description="Seconds for one request, all told.")
    language: str = Field(default="en", pattern="^(en|zh-Hans|zh-Hant)$", description="Language of the published site.")
    site_name: str = Field(default="", description="Name of the published site.")
    site_url: str = Field(default="", pattern="^(https?://.*)?$", description="Address of the published site.")

    backend_url: str = Field(
        default="", pattern="^(https?://.*)?$", description="Address of a model's endpoint that may propose statements."
    )
    backend_model: str = Field(default="", max_length=200, description="Name of the model to ask there.")

    def digest(self) -> str:
        """Hex SHA-256 of the settings as JSON with sorted names: it goes on record with what was captured under them."""
        return sha256(json.dumps(self.model_dump(), sort_keys=True).encode()).hexdigest()

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
