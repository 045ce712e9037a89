"""Child process: sets one document with typst and writes the PDF (or page images) to its output.

Run by `capped.run` as a script of its own. First line of the input: `{"template", "fonts",
"format"}`; the rest is the document's content as JSON, handed to the template as a value.
"""

import json
import resource
import sys
from pathlib import Path

import typst

MEMORY = 512 * 1024 * 1024
PROCESSOR_SECONDS = 30


def main() -> None:
    """Set the one document ordered on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
    order = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read().decode()
    template = Path(order["template"])
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[order["fonts"]]
    )
    document = typst.compile(
        template,
        root=template.parent,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"paper": content},
        format=order["format"],
        package_path="/nonexistent",
        package_cache_path="/nonexistent",
        timestamp=order["timestamp"],
    )
    # Of images typst gives one per page, though its types promise bytes.
    first: bytes = document if isinstance(document, bytes) else document[0]
    sys.stdout.buffer.write(first)


if __name__ == "__main__":
    main()
