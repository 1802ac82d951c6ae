"""How a web process treats its memory."""

import gc


def settle() -> None:
    """What is loaded now stays for good: the collector need not look at it again, and looks less often at the rest.

    Going through all of it, which it else does now and then, holds up a page for a quarter of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
