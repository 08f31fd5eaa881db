"""Devices and cameras: a register, their signals without anybody's identity, and a person who decides each one."""
