"""Writes ``src/cunzhao/said/territories.tsv``: one country or territory a line, its code and its names in English and Chinese.

    python tools/territories.py > src/cunzhao/said/territories.tsv

The names are those of Unicode CLDR, as the package ``babel`` carries them (install it where this runs; the program does not
need it), with CLDR's short variants, which babel leaves out. CLDR is under the Unicode License v3.
"""

from __future__ import annotations

import sys

LOCALES = ("en", "zh_Hans", "zh_Hant", "zh_Hant_HK")
SHORT = {
    "HK": ("Hong Kong", "香港"),
    "MO": ("Macao", "Macau", "澳门", "澳門"),
    "GB": ("UK",),
    "US": ("US",),
    "PS": ("Palestine", "巴勒斯坦"),
    "UN": ("UN",),
    "EU": ("EU",),
}
"""``alt="short"`` and ``alt="variant"`` of CLDR."""
LEFT_OUT = frozenset({"XA", "XB", "ZZ", "EZ", "QO"})
"""Pseudo-locales, "unknown region", the euro zone and outlying Oceania: nobody who speaks."""


def main() -> None:
    """One line a territory, tab-separated, by code."""
    from babel import Locale, __version__

    tables = [Locale.parse(name).territories for name in LOCALES]
    sys.stdout.write(
        f"# Names of territories from Unicode CLDR (babel {__version__}); Unicode License v3; see tools/territories.py\n"
    )
    for code in sorted(tables[0]):
        if len(code) == 2 and code not in LEFT_OUT:
            names = dict.fromkeys([*(t[code] for t in tables if code in t), *SHORT.get(code, ())])
            sys.stdout.write("\t".join([code, *names]) + "\n")


if __name__ == "__main__":
    main()
