"""Words of the room devices."""

from __future__ import annotations

from linli.kernel.words import Word


class DeviceKind(Word):
    """What a device is."""

    SMOKE = "smoke", "烟感", "smoke detector"
    GAS = "gas", "燃气探测器", "gas detector"
    WATER = "water", "水位、水浸", "water level"
    MANHOLE = "manhole", "井盖", "manhole cover"
    LIGHT = "light", "路灯", "street lamp"
    BIN = "bin", "垃圾箱满溢", "bin level"
    NOISE = "noise", "噪声", "noise meter"
    BUTTON = "button", "一键呼叫", "call button"
    CAMERA = "camera", "公共视频", "public camera"
    OTHER = "other", "其他", "other"


class SignalKind(Word):
    """What a device says has happened: things and places, never who."""

    FIRE = "fire", "烟火", "fire or smoke"
    GAS_LEAK = "gas_leak", "燃气泄漏", "gas leak"
    WATER_HIGH = "water_high", "积水、水位高", "standing or high water"
    COVER_OPEN = "cover_open", "井盖打开或移位", "manhole cover open or moved"
    LIGHT_OUT = "light_out", "路灯故障", "lamp out"
    BIN_FULL = "bin_full", "垃圾满溢", "bin overflowing"
    TOO_LOUD = "too_loud", "噪声超标", "too loud"
    LANE_BLOCKED = "lane_blocked", "消防通道被占", "fire lane blocked"
    RUBBISH = "rubbish", "暴露垃圾", "rubbish lying about"
    STALL = "stall", "占道经营", "stall on the pavement"
    FALLING = "falling", "高空坠物", "falling object"
    CALL = "call", "有人按下呼叫", "somebody pressed the button"
    FAULT = "fault", "设备故障", "device fault"


class AlertState(Word):
    """Where an alert stands; only a person moves it (D-07)."""

    WAITING = "waiting", "待核实", "waiting for a person"
    CONFIRMED = "confirmed", "属实，已登记", "true, reported"
    FALSE = "false", "误报", "false alarm"
    MERGED = "merged", "并入已有诉求", "joined with a case"


class FalseReason(Word):
    """Why an alarm was false."""

    NOTHING = "nothing", "现场没有情况", "nothing was there"
    LIGHT = "light", "光线、天气、动物", "light, weather, an animal"
    TEST = "test", "测试、维护", "a test or maintenance"
    BROKEN = "broken", "设备故障", "the device is broken"
