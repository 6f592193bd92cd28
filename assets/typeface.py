"""Make the TrueType files Typst needs from the web fonts: unpack each, and join Latin with extended Latin.

The result is a modified version of Source Sans 3, whose licence reserves the name “Source”,
so it is called Cairn Sans. For maintainers, after ``npm ci`` and before ``npm run build``.
Needs fonttools and brotli:

    python typeface.py
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
FILES = HERE / "node_modules/@fontsource/source-sans-3/files"
TARGET = HERE.parent / "src/cairn/foundation/ui/fonts"
WEIGHTS = {400: "Regular", 700: "Bold"}
FAMILY = "Cairn Sans"


def unpack(source: Path, target: Path) -> str:
    """Write a web font as TrueType, for joining; returns the path written."""
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    font.save(target)
    return str(target)


def rename(font: TTFont, style: str) -> None:
    """Give a font our family name; copyright and licence notices stay."""
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}", 6: f"CairnSans-{style}"}
    table = font["name"]
    for number in (*names, 16, 17, 21, 22, 25):
        table.removeNames(nameID=number)
    for number, words in names.items():
        table.setName(words, number, 3, 1, 0x409)


def main() -> None:
    """Write one file per weight."""
    TARGET.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        for weight, style in WEIGHTS.items():
            parts = [
                unpack(
                    FILES / f"source-sans-3-{subset}-{weight}-normal.woff2",
                    Path(folder) / f"{subset}-{weight}.ttf",
                )
                for subset in ("latin", "latin-ext")
            ]
            joined = Merger().merge(parts)
            rename(joined, style)
            original = TTFont(parts[0])["head"]
            joined["head"].created, joined["head"].modified = original.created, original.modified
            joined.recalcTimestamp = False  # the same bytes on every run
            joined.save(TARGET / f"CairnSans-{style}.ttf", reorderTables=False)


if __name__ == "__main__":
    main()
