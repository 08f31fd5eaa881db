"""Facts of devices: ids and codes; no snapshot, nobody's identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event


@dataclass(frozen=True)
class DeviceRegistered(Event):
    """A device is on the register; a camera with the words of its sign."""

    kind: ClassVar[str] = "devices.device_registered"
    device_kind: str
    connection: UUID


@dataclass(frozen=True)
class DeviceRetired(Event):
    """A device left the register; its signals are refused from now on."""

    kind: ClassVar[str] = "devices.device_retired"


@dataclass(frozen=True)
class DeviceSilent(Event):
    """Nothing was heard of a device for longer than its interval allows."""

    kind: ClassVar[str] = "devices.device_silent"
    minutes: int


@dataclass(frozen=True)
class DeviceBack(Event):
    """A silent device was heard again."""

    kind: ClassVar[str] = "devices.device_back"


@dataclass(frozen=True)
class AlertRaised(Event):
    """A device signalled something; it waits for a person."""

    kind: ClassVar[str] = "devices.alert_raised"
    device: UUID
    signal: str


@dataclass(frozen=True)
class AlertDecided(Event):
    """A person decided an alert: `appeal` is what it became or was joined with, `reason` why it was false."""

    kind: ClassVar[str] = "devices.alert_decided"
    device: UUID
    signal: str
    state: str
    reason: str
    appeal: UUID | None
