"""The stylesheets a page links, joined from the small files people edit.

One file for each component is easy to find; one link for a page is fast to load on a weak
network. ``python harmony/shared/stylesheet.py`` writes the joined files. The set-up does it too,
so they are not kept in the repository. Beside each text file of ``static`` it lays the same
compressed, which is what browsers are sent.

The residents' pages get only the rules for what stands on them.
"""

import gzip
import re
import sys
from collections.abc import Iterator
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
STATIC = BASE / "static"
CSS = STATIC / "css"

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

ON_THEIR_PAGES = (
    "templates/base_survey.html",
    "templates/components/error_summary.html",
    "templates/components/field.html",
    "templates/components/field_error.html",
    "templates/components/notice.html",
    "templates/evaluation/answering/*.html",
    "static/js/survey.js",
)
"""Where the classes of the residents' pages are named."""

COMPRESSED = ("css/harmony.css", "css/survey.css", "js/**/*.js", "img/*.svg")
"""What pages link."""
SMALLEST_COMPRESSED = 400  # bytes; below this there is nothing to gain


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
        CSS / "survey.css": tight(trimmed(joined(QUESTIONNAIRE), words_on_their_pages())),
    }


def compressed_outputs() -> dict[Path, bytes]:
    """What is to be written beside the text files of ``static``; the same bytes every time."""
    texts = (path for pattern in COMPRESSED for path in STATIC.glob(pattern))
    contents = {path: path.read_bytes() for path in texts}
    return {
        path.with_name(f"{path.name}.gz"): gzip.compress(content, mtime=0)
        for path, content in contents.items()
        if len(content) >= SMALLEST_COMPRESSED
    }


# ------------------------------------------------------------------ what their pages need
def words_on_their_pages() -> set[str]:
    """Every word of the residents' pages: a class that is not among them is on none of them."""
    pages = [path for pattern in ON_THEIR_PAGES for path in BASE.glob(pattern)]
    # What the tag for icons and the filter for controls write.
    return {"icon", "select"}.union(
        *(re.findall(r"[\w-]+", page.read_text("utf-8")) for page in pages)
    )


def trimmed(css: str, words: set[str]) -> str:
    """The rules whose classes are all among these words. ``css`` has no comments."""
    return "".join(_kept(css, words))


def _kept(css: str, words: set[str]) -> Iterator[str]:
    for head, body in _statements(css):
        if body is None:
            yield f"{head};\n"
        elif head.startswith(("@layer", "@media", "@supports")):
            if inner := "".join(_kept(body, words)):
                yield f"{head} {{\n{inner}}}\n"
        elif head.startswith("@"):
            yield f"{head} {{{body}}}\n"
        elif selectors := [each for each in _selectors(head) if _is_met(each, words)]:
            yield f"{', '.join(selectors)} {{{body}}}\n"


def _statements(css: str) -> Iterator[tuple[str, str | None]]:
    """What stands before each block, and the block; None for a statement without one."""
    start = 0
    while match := re.compile(r"[{;]").search(css, start):
        head = css[start : match.start()].strip()
        if match[0] == ";":
            yield head, None
            start = match.end()
            continue
        end, depth = match.end(), 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield head, css[match.end() : end - 1]
        start = end


def _selectors(head: str) -> list[str]:
    """The selectors of a rule; commas inside brackets part nothing."""
    return [each.strip() for each in re.split(r",(?![^(]*\))", head)]


def _is_met(selector: str, words: set[str]) -> bool:
    """Whether everything it asks for is on the pages; of alternatives, one is enough."""
    plain = re.sub(r":not\([^)]*\)", "", selector)
    for choice in re.findall(r":(?:is|where)\(([^)]*)\)", plain):
        if not any(_is_met(each, words) for each in choice.split(",")):
            return False
    plain = re.sub(r":(?:is|where)\([^)]*\)", "", plain)
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", plain)) <= words


def tight(css: str) -> str:
    """The same without the spaces that only people need."""
    css = re.sub(r"^([\w-]+):\s+", r"\1:", css, flags=re.MULTILINE)
    return re.sub(r"\s*([{};,])\s*", r"\1", css).replace(";}", "}") + "\n"


def _without_comments(source: str) -> str:
    bare = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    lines = (line.strip() for line in bare.splitlines())
    return "\n".join(line for line in lines if line)


if __name__ == "__main__":
    for path, content in outputs().items():
        path.write_text(content, encoding="utf-8")
        sys.stdout.write(f"{path.name}: {len(content)} characters\n")
    for path, packed in compressed_outputs().items():
        path.write_bytes(packed)
