"""The stylesheets a page links, joined from the small files people edit.

One file for each component is easy to find; one link for a page is fast to load on a weak
network. ``python harmony/shared/stylesheet.py`` writes the joined files. The set-up does it too,
so they are not kept in the repository.
"""

import re
import sys
from pathlib import Path

CSS = Path(__file__).resolve().parents[2] / "static" / "css"

LAYERS = ("tokens", "base", "layout", "components", "pages", "utilities")

QUESTIONNAIRE = (
    "tokens.css",
    "base.css",
    "layout.css",
    "components/brand.css",
    "components/button.css",
    "components/details.css",
    "components/error_summary.css",
    "components/field.css",
    "components/icon.css",
    "components/notice.css",
    "pages/questionnaire.css",
    "pages/receipt.css",
    "utilities.css",
)


def every_source() -> list[str]:
    """Names of all source files, in the order of their layers."""
    names = []
    for layer in LAYERS:
        single = CSS / f"{layer}.css"
        names += [single] if single.exists() else sorted((CSS / layer).glob("*.css"))
    return [path.relative_to(CSS).as_posix() for path in names]


def joined(names: list[str] | tuple[str, ...]) -> str:
    """The named files as one stylesheet, each in its cascade layer, without comments."""
    parts = [f"@layer {', '.join(LAYERS)};"]
    for name in names:
        layer = name.split("/")[0].removesuffix(".css")
        parts.append(
            f"@layer {layer} {{\n{_without_comments((CSS / name).read_text('utf-8'))}\n}}"
        )
    return "\n".join(parts) + "\n"


def outputs() -> dict[Path, str]:
    """What is to be written where."""
    return {
        CSS / "harmony.css": joined(every_source()),
        CSS / "survey.css": joined(QUESTIONNAIRE),
    }


def _without_comments(source: str) -> str:
    bare = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    lines = (line.strip() for line in bare.splitlines())
    return "\n".join(line for line in lines if line)


if __name__ == "__main__":
    for path, content in outputs().items():
        path.write_text(content, encoding="utf-8")
        sys.stdout.write(f"{path.name}: {len(content)} characters\n")
