"""Words that would tell somebody who looks into a history, or a downloads folder, what was read.

Used for titles and addresses of strategies (``strategy_file``), for what is published
(``publishing.neutral``) and for the names of downloads (``files.exports``).
"""

from __future__ import annotations

import re

# Beginnings of words, so that "abused" is found with "abuse"; "scrape" does not begin with "rape".
TELLING = (
    "abus", "assault", "coerc", "crime", "domestic", "escap", "exploit", "harass", "perpetrat", "police", "rape",
    "refuge", "sexual", "stalk", "surviv", "vawg", "victim", "violen", "women",
)  # fmt: skip
_TELLING = re.compile(rf"(?<![a-z])(?:{'|'.join(TELLING)})[a-z]*", re.IGNORECASE)


def telling_words(text: str) -> list[str]:
    """The words in a title, an address or a file name that tell too much; none when it is neutral."""
    return sorted({found.lower() for found in _TELLING.findall(text)})
