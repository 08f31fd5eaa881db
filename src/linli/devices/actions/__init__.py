"""What may be done with devices and what they signal."""

from linli.devices.actions.deciding import confirm, dismiss, join
from linli.devices.actions.hearing import hear, mark_silent
from linli.devices.actions.registering import NewDevice, register, retire

__all__ = ["NewDevice", "confirm", "dismiss", "hear", "join", "mark_silent", "register", "retire"]
