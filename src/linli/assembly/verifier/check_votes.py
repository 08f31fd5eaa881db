#!/usr/bin/env python3
"""核验业主表决结果 / Check an owners' vote. One file, Python 3.8 or later, nothing to install, no network.

    python3 check_votes.py votes.json               重新计票 / count the whole vote again
    python3 check_votes.py votes.json --unit 3-201  另看一户的记录 / and show one unit's record
    python3 check_votes.py receipt.json             核验一户的凭据 / check one unit's receipt

It shares no line with the program that counted. What it does is written down in the docstrings; read it, it is short.
Exit code 0: everything agrees. 1: something does not. 2: the file cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from typing import Any, Dict, List, Optional, Sequence, Tuple

Told = Dict[str, Any]
Row = Sequence[Any]
Node = Tuple[bytes, List[int]]
Point = Tuple[int, int, int, int]

NAMES = ("area", "heads", "part_area", "part_heads", "yes_area", "yes_heads", "no_area", "no_heads")
LAW = {"quorum": (2, 3, "at_least"), "ordinary": (1, 2, "more"), "special": (3, 4, "at_least")}
OPINIONS = ("yes", "no", "abstain", "follow")
WORDS = {"yes": "同意", "no": "不同意", "abstain": "弃权", "follow": "从多数", "blank": "未填写", "invalid": "无效票"}
YES_NO = {True: "是", False: "否"}
LEFT_OPEN = ("blank", "invalid")


class Wrong(Exception):
    """Something does not agree."""


def say(zh: str, en: str) -> None:
    print(f"  {zh} / {en}")


def need(holds: bool, zh: str, en: str) -> None:
    """Say a line that holds; stop at one that does not."""
    if not holds:
        raise Wrong(f"{zh} / {en}")
    say(zh, en)


def digest(algorithm: str, content: bytes) -> bytes:
    if algorithm not in ("sha256", "sm3"):
        raise Wrong(f"未知的散列算法 / unknown hash algorithm: {algorithm!r}")
    try:
        return hashlib.new(algorithm, content).digest()
    except ValueError:
        raise Wrong(f"本机 Python 不支持 {algorithm}，请换一台电脑 / this Python lacks {algorithm}") from None


def leaf(algorithm: str, row: Row) -> Node:
    """H(00 || JSON list of the record without spaces), and what the record adds to each sum."""
    unit, head, area, choice, part, _ = row
    is_area = type(area) is int and 0 < area < 2**63
    is_part = part is True or part is False
    is_told = choice in LEFT_OPEN or (choice in OPINIONS) == part
    if not (is_area and is_part and is_told and (choice is None or isinstance(choice, str))):
        raise Wrong(f"记录自相矛盾 / a record contradicts itself: {row!r}")
    weights = (area, 1 if unit == head else 0)
    sums = [weight if counts else 0 for counts in (True, part, choice == "yes", choice == "no") for weight in weights]
    record = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return digest(algorithm, b"\x00" + record), sums


def join(algorithm: str, left: Node, right: Node) -> Node:
    """H(01 || sums of the left || its hash || sums of the right || its hash); sums as 8 bytes each."""
    content = b"\x01"
    for one, sums in (left, right):
        content += b"".join(number.to_bytes(8, "big") for number in sums) + one
    return digest(algorithm, content), [a + b for a, b in zip(left[1], right[1])]


def root_of(algorithm: str, rows: Sequence[Row]) -> Node:
    """Leaves in the order of the roll, padded with H(02) to a power of two."""
    level = [leaf(algorithm, row) for row in rows]
    empty = (digest(algorithm, b"\x02"), [0] * len(NAMES))
    while len(level) & (len(level) - 1):
        level.append(empty)
    while len(level) > 1:
        level = [join(algorithm, level[at], level[at + 1]) for at in range(0, len(level), 2)]
    return level[0]


def root_from(algorithm: str, row: Row, index: int, path: Sequence[Row]) -> Node:
    """The root that one unit's record and its sisters lead to."""
    if type(index) is not int or not 0 <= index < 2 ** len(path):
        raise Wrong("位置不在名册内 / the place is outside the roll")
    here = leaf(algorithm, row)
    for depth, (sister, *sums) in enumerate(path):
        if len(sums) != len(NAMES) or not all(type(one) is int and 0 <= one < 2**63 for one in sums):
            raise Wrong("证明中的合计不是正常数字 / a sum in the proof is no proper number")
        other = (bytes.fromhex(sister), sums)
        here = join(algorithm, other, here) if index >> depth & 1 else join(algorithm, here, other)
    return here


def check_heads(rows: Sequence[Row]) -> None:
    """Every unit stands once; every head has its first unit on the roll; its units say the same."""
    units = [row[0] for row in rows]
    need(len(set(units)) == len(units), f"每个专有部分只出现一次：{len(units)} 个", "each unit stands once")
    said = {row[0]: (row[1], row[3], row[4]) for row in rows}
    for unit, (head, choice, part) in said.items():
        if said.get(head, ("",))[0] != head or said[head][1:] != (choice, part):
            raise Wrong(f"同一业主的专有部分记录不一致 / units of one head differ: {unit}")
    say("同一业主的专有部分合计一人，意见一致", "several units of one head are one, and say the same")


def reached(needs: Row, part: int, whole: int) -> bool:
    over, under, word = needs
    if not (type(over) is int and type(under) is int and 0 < over < under and word in ("more", "at_least")):
        raise Wrong(f"门槛写法不对 / not a threshold: {needs!r}")
    return part * under > whole * over if word == "more" else part * under >= whole * over


def check_verdict(told: Told) -> None:
    """The four comparisons, in whole numbers."""
    sums, quorum, agreement = told["sums"], told["quorum_needs"], told["agreement_needs"]
    took = all(reached(quorum, sums["part_" + one], sums[one]) for one in ("area", "heads"))
    agreed = all(reached(agreement, sums["yes_" + one], sums["part_" + one]) for one in ("area", "heads"))
    for one, zh in (("area", "面积（0.01 ㎡）"), ("heads", "人数")):
        whole, part, yes = sums[one], sums["part_" + one], sums["yes_" + one]
        say(f"{zh}：总数 {whole}，参与 {part}，同意 {yes}", f"{one}: all {whole}, took part {part}, yes {yes}")
    if tuple(quorum) != LAW["quorum"] or tuple(agreement) != LAW.get(told["kind"]):
        say("注意：门槛与民法典第 278 条不同", "note: the thresholds differ from Civil Code art. 278")
    need(took == told["quorum"], f"参与是否足够：{YES_NO[took]}，与公布一致", f"quorum {took}, as published")
    passed = took and agreed
    need(passed == told["passed"], f"是否通过：{YES_NO[passed]}，与公布一致", f"passed {passed}, as published")


def check_log(told: Told, key: Optional[str]) -> None:
    """The root stands in the signed log of the community: leaf, path, signature (Ed25519)."""
    log = told.get("log")
    if not log:
        say(f"文件不含日志证明，请与公示栏上的校验码核对：{told['root']}", "no log proof; compare with the notice")
        return
    data = bytes.fromhex(log["salt"]) + log["data"].encode("utf-8")
    named = json.loads(log["data"])["data"]["root"]
    need(named == told["root"], "日志中的根与本结果一致", "the log names this root")
    here, index, last = hashlib.sha256(b"\x00" + data).digest(), log["index"], log["size"] - 1
    for sister in map(bytes.fromhex, log["path"]):
        if not last:
            raise Wrong("日志证明过长 / the log's path is too long")
        if index & 1 or index == last:
            here = hashlib.sha256(b"\x01" + sister + here).digest()
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            here = hashlib.sha256(b"\x01" + here + sister).digest()
        index, last = index >> 1, last >> 1
    need(not last and here.hex() == log["root"], "该结果在日志中", "the result is in the log")
    words = f"{log['name']}\n{log['size']}\n{log['root']}\n"
    if key and key != log["key"]:
        raise Wrong("签名公钥不是您给出的那一个 / signed by another key than the one you gave")
    signed = is_signed(bytes.fromhex(log["key"]), words.encode("utf-8"), bytes.fromhex(log["signature"]))
    need(signed, f"日志签名有效，公钥 {log['key'][:16]}…", "the log's signature is valid")


# Ed25519 as in RFC 8032 §5.1, checking only; points in extended coordinates.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def added(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = added(found, point)
        point, number = added(point, point), number >> 1
    return found


def point_of(packed: bytes) -> Optional[Point]:
    """The point of 32 bytes, or None."""
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if len(packed) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (not x and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key: bytes, words: bytes, signature: bytes) -> bool:
    """Whether 64 bytes are the signature of `words` by the holder of the 32 bytes `key`."""
    if len(signature) != 64:
        return False
    holder, mark = point_of(key), point_of(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if holder is None or mark is None or BASE is None or number >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + words).digest(), "little") % ORDER
    one, other = times(number, BASE), added(mark, times(challenge, holder))
    return not ((one[0] * other[2] - other[0] * one[2]) % P or (one[1] * other[2] - other[1] * one[2]) % P)


def check_votes(told: Told, unit: Optional[str]) -> None:
    rows = told["entries"]
    if not rows:
        raise Wrong("名册是空的 / the roll is empty")
    check_heads(rows)
    root = root_of(told["algorithm"], rows)
    compare(told, root, "全部记录重新计算的根与合计与公布一致", "all records lead to the published root and sums")
    if unit:
        mine = [row for row in rows if row[0] == unit]
        need(bool(mine), f"名册中有 {unit}", f"{unit} is on the roll")
        show(mine[0])


def check_receipt(told: Told) -> None:
    root = root_from(told["algorithm"], told["entry"], told["index"], told["path"])
    compare(told, root, "这一户的记录包含在公布的结果中", "this unit's record is in the published result")
    show(told["entry"])


def compare(told: Told, root: Node, zh: str, en: str) -> None:
    need(root[0].hex() == told["root"] and root[1] == [told["sums"][name] for name in NAMES], zh, en)


def show(row: Row) -> None:
    zh = WORDS.get(row[3], "没有投票，也没有人替您投过")
    say(f"{row[0]}：{zh}，面积 {row[2]}（0.01 ㎡）", f"{row[0]}: {row[3] or 'did not vote, and nobody did for it'}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--unit", help="这一户的记录 / show this unit's record")
    parser.add_argument("--key", help="公示栏上的公钥（十六进制） / the key on the notice board, hexadecimal")
    given = parser.parse_args()
    try:
        with open(given.file, encoding="utf-8") as file:
            told = json.load(file)
        check = {"linli.votes/1": lambda: check_votes(told, given.unit), "linli.receipt/1": lambda: check_receipt(told)}
        check[told["format"]]()
        check_verdict(told)
        check_log(told, given.key)
    except Wrong as wrong:
        print(f"不一致 / DOES NOT AGREE: {wrong}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        print(f"文件不能核验 / this file cannot be checked: {error!r}", file=sys.stderr)
        return 2
    print("一致 / EVERYTHING AGREES")
    return 0


if __name__ == "__main__":
    sys.exit(main())
