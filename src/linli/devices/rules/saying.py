"""An alert in words, as the report of the person who confirmed it. Pure. Source: S-113, D-08."""

from __future__ import annotations

from linli.devices.words import DeviceKind, SignalKind


def report(kind: DeviceKind, signal: SignalKind, *, place: str, code: str, reading: str, seen: str) -> str:
    """Return the words of the report; `seen` is what the person who confirmed it adds."""
    measured = f"，读数 {reading}" if reading else ""
    return f"{place}：{signal.zh}{measured}。{kind.zh} {code} 发出信号，已经人工核实。{seen}"
