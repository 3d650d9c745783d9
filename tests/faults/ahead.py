"""Loads the whole program once: the processes that are killed are forked from one that has it, and live at once."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

from tracker import create_app
from tracker.config import Settings

create_app(Settings(data="/nonexistent", secret_key="ahead", password_cost="low"))


CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


def start(act: Callable[..., None], *given: Any) -> BaseProcess:
    """Run it in a process of its own, forked from a clean one without threads."""
    process = CONTEXT.Process(target=act, args=given)
    process.start()
    return process
