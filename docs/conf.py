"""How Sphinx builds the documentation: ``sphinx-build -W docs OUT``. Nothing is fetched."""

from importlib.metadata import version as version_of

project = "Cunzhao 存照"
author = "the Cunzhao contributors"
project_copyright = "the Cunzhao contributors, Apache License 2.0"
version = release = version_of("cunzhao")
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = "Cunzhao 存照"
html_copy_source = False
html_show_sphinx = False
