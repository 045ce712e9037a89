"""Build static/icons.svg, the one icon sprite, from an unpacked `lucide-static` package (ISC).

Usage: build_icons.py <folder of lucide-static>/icons
The names are in tools/icons.txt, one a line; an unknown name ends the run, so a typing error
cannot ship an empty icon.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAMES = ROOT / "tools" / "icons.txt"
SPRITE = ROOT / "static" / "icons.svg"


def symbol(name: str, svg: str) -> str:
    drawing = re.search(r"<svg[^>]*>(.*?)</svg>", svg, re.DOTALL)
    if drawing is None:
        raise SystemExit(f"{name}.svg holds no drawing")
    body = re.sub(r"\s+", " ", drawing.group(1)).strip()
    body = body.replace(" />", "/>").replace("> <", "><")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


def build(icons: pathlib.Path) -> int:
    names = NAMES.read_text().split()
    missing = [name for name in names if not (icons / f"{name}.svg").exists()]
    if missing:
        raise SystemExit(f"not in this version of Lucide: {', '.join(missing)}")
    symbols = [symbol(name, (icons / f"{name}.svg").read_text()) for name in names]
    head = '<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Lucide 1.62.0 (ISC) subset -->\n'
    SPRITE.write_text(head + "\n".join(symbols) + "\n</svg>\n")
    return len(symbols)


if __name__ == "__main__":
    sys.stdout.write(f"{build(pathlib.Path(sys.argv[1]))} icons\n")
