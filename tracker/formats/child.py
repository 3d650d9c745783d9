"""What runs in the process that parses one file: limits on memory and time first, then the reading."""

import json
import resource
import sys

from tracker.errors import Unreadable
from tracker.formats.blocks import pack
from tracker.formats.docx import read_docx

MEMORY = 512 * 1024 * 1024  # of address space, of which about half is libraries
SECONDS = 15
READERS = {"docx": read_docx}


def main(kind: str) -> int:
    """Read standard input and print what was read, or the sentence that says why not."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = pack(READERS[kind](sys.stdin.buffer.read()))
    except Unreadable as refused:
        answer = {"refused": refused.message, "params": refused.params}
    json.dump(answer, sys.stdout)
    return 0
