"""The page on settings, the template of cunzhao.toml, and the settings themselves say the same."""

from __future__ import annotations

import json
import tomllib

from cunzhao.archive.settings import TEMPLATE, Settings
from tests.docs.pages import page, rows

DOCUMENTED = {cells[0].strip("`"): cells for cells in rows(page("reference/settings.md"))}


def test_each_setting_is_documented_with_its_default() -> None:
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    assert {name: json.loads(cells[2].strip("`")) for name, cells in DOCUMENTED.items()} == defaults


def test_each_is_explained() -> None:
    assert all(len(cells[1]) > 20 for cells in DOCUMENTED.values())


def test_a_new_archive_begins_with_all_of_them_at_their_defaults() -> None:
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    assert tomllib.loads(TEMPLATE) == defaults


def test_the_environment_is_spelled_as_documented() -> None:
    assert Settings.model_config["env_prefix"] == "CUNZHAO_"
    assert "`CUNZHAO_`" in page("reference/settings.md")
