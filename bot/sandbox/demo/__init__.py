"""The demonstration shop Noordlicht: thirty customers with histories that never age.

Dates in the files are days before `now`, so "a parcel one day late" is one day
late whenever the sandbox starts.
"""

from bot.sandbox.demo.loader import DemoCustomer, load_demo

__all__ = ["DemoCustomer", "load_demo"]
