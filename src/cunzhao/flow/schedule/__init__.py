"""When to look, at what, and when to worry. Everything here is pure: values and times in, values and times out.

    rhythm   what a channel's polls have shown of its habit, poll by poll
    habit    from a rhythm: when something new is likely, when entries may roll off, when silence is out of the ordinary
    polls    which channels are due, and when the next one will be
    looks    when the page of an article is looked at again, and when one that failed is tried again
    worry    which sources are in trouble, and which are well again

Rhythms are derived from captures alone, so that a rebuild makes them again; what settings say (bounds, the pace at first) is
applied when a round is planned, and never stored.
"""

from cunzhao.flow.schedule.looks import LOOKS, RETRIES, next_look, next_try

__all__ = ["LOOKS", "RETRIES", "next_look", "next_try"]
