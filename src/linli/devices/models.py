"""Tables of devices: no column for anybody's identity, none for a picture, only where its owner keeps it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.devices.words import AlertState, DeviceKind, FalseReason, SignalKind
from linli.kernel.ids import new_id


class Device(models.Model):
    """One device of an outside system. `interval_min`: it is heard at least so often, or something is wrong."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    connection_id = models.UUIDField()
    code = models.CharField(max_length=60, db_collation="C")
    kind = models.CharField(max_length=8, choices=DeviceKind.choices())
    place = models.CharField(max_length=120)
    sign = models.CharField(max_length=200, blank=True, default="")
    area_path = models.CharField(max_length=120, db_collation="C")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    interval_min = models.PositiveIntegerField()
    registered_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: a code of a system is one device.
            models.UniqueConstraint(fields=["connection_id", "code"], name="devices_device_once"),
            # Guards: no camera without its sign for public safety (个人信息保护法 §26).
            models.CheckConstraint(name="devices_camera_has_sign", condition=~Q(kind="camera") | ~Q(sign="")),
        ]
        indexes = [
            # Serves: the devices of an area; which of them are silent.
            models.Index(fields=["area_path", "code"], name="devices_device_of_area"),
        ]

    def __str__(self) -> str:
        return self.code


class Alert(models.Model):
    """What a device signalled, and what a person decided. `snapshot` names a picture in the owner's own system."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=80, db_collation="C")
    signal = models.CharField(max_length=12, choices=SignalKind.choices())
    reading = models.CharField(max_length=20, blank=True, default="")
    snapshot = models.CharField(max_length=120, blank=True, default="")
    area_path = models.CharField(max_length=120, db_collation="C")
    at = models.DateTimeField()
    came_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AlertState.choices(), default=AlertState.WAITING.value)
    reason = models.CharField(max_length=8, choices=FalseReason.choices(), blank=True, default="")
    decided_by = models.ForeignKey(
        "people.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    appeal = models.ForeignKey("appeals.Appeal", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            # Guards: the same event twice is one.
            models.UniqueConstraint(fields=["device", "number"], name="devices_alert_once"),
            # Guards: nothing becomes an appeal, and nothing is dismissed, without a person (D-07).
            models.CheckConstraint(
                name="devices_alert_by_person",
                condition=Q(state="waiting", decided_at__isnull=True, appeal__isnull=True)
                | Q(~Q(state="waiting"), decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        indexes = [
            # Serves: what waits in an area, oldest first.
            models.Index(fields=["area_path", "id"], name="devices_alert_waits", condition=Q(state="waiting")),
            # Serves: the share of false alarms of each device since a day.
            models.Index(fields=["device", "-came_at"], name="devices_alert_of_device"),
        ]

    def __str__(self) -> str:
        return self.number
