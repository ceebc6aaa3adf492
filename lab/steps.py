"""Steps of an operator's part that the guest asks for, one after another.

The guest asks by a file want-WHAT in the folder that both share, and is answered by a file did-WHAT.
"""
import os

from modules import await_true

GUEST_SECONDS = 600


def serve(control, steps, *given):
    """Does what is asked for, in this order; a step is a function, named as it is asked for."""
    for step in steps:
        wanted = os.path.join(control, f"want-{step.__name__}")
        await_true(wanted, lambda: os.path.exists(wanted), GUEST_SECONDS)
        step(*given)
        print(f"lab: operator: {step.__name__}", flush=True)
        with open(os.path.join(control, f"did-{step.__name__}"), "w"):
            pass
