"""`./linli tally`: the vote counter as a command, for anybody and without a database."""

import json
import os
import subprocess
import sys

from linli.config.environment import ROOT

CASE = {
    "rule_set": "qingdao",
    "total_area": 900000,
    "total_heads": 90,
    "part_area": 600000,
    "part_heads": 60,
    "yes_area": 300001,
    "yes_heads": 31,
    "kind": "ordinary",
}


def tally(content: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a stranger would: without any setting of ours."""
    line = [sys.executable, "-m", "linli", "tally", "-"]
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    return subprocess.run(line, input=content, capture_output=True, text=True, cwd=ROOT, env=bare, check=False)


def test_a_list_is_answered_by_a_list():
    found = tally(json.dumps([CASE, CASE | {"kind": "special"}, CASE | {"total_area": 900000.0}]))
    assert found.returncode == 1, found.stderr
    counted, special, wrong = json.loads(found.stdout)
    assert (counted["quorum"], counted["passed"]) == (True, True)
    assert (special["quorum"], special["passed"]) == (True, False)
    assert wrong["error"]["field"] == "total_area"


def test_what_is_no_json_is_said_so():
    found = tally("{")
    assert (found.returncode, found.stdout) == (2, "")
    assert "not readable as JSON" in found.stderr
