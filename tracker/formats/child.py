"""What runs in the process that parses one file: limits on memory and time first, then the reading."""

import importlib
import json
import resource
import sys

from tracker.errors import Unreadable
from tracker.formats.blocks import pack

# Of address space, libraries included: no more than this can ever be resident.
MEMORY = 256 * 1024 * 1024
SECONDS = {"docx": 15, "xlsx": 15, "doc": 15, "pdf": 55, "rows": 25}


def main(kind: str) -> int:
    """Read standard input and print what was read, or the sentence that says why not."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS[kind], SECONDS[kind]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(answer(kind, sys.stdin.buffer.read()), sys.stdout)
    return 0


def answer(kind: str, data: bytes) -> dict[str, object]:
    """Return what crosses to the parent: the blocks, or why there are none."""
    # Only the library of this kind is loaded: each takes a tenth of a second or more.
    module = importlib.import_module(f"tracker.formats.{kind}")
    try:
        found = getattr(module, f"read_{kind}")(data)
        # The rows of a long sheet cross as they are.
        return {"rows": found} if kind == "rows" else pack(found)
    except Unreadable as refused:
        return {"refused": refused.message, "params": refused.params}
