"""Who we are is told to the server and to nobody else, however badly a push goes."""

import base64
import html
import os
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest
from mishaps import project_at
from servers import faults

USER, PASSWORD, TOKEN = "khabar", 'p&ss/<سر>"w0rd', "t0ken.of-Many~parts"
BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
FORMS = [PASSWORD, BASIC, urllib.parse.quote(PASSWORD, safe=""), html.escape(PASSWORD), "w0rd"]
# Everything that anything logs on the way goes to stderr, and a bug of khabar's ends in a traceback.
LOUD = """
import logging
logging.basicConfig(level=logging.DEBUG)
from khabar.stores.push import lanes
if {broken}:
    lanes.Lanes.write = lambda *_: 1 / 0
    lanes.Lanes.add = lambda *_: 1 / 0
from khabar.cli import main
main()
"""
FAULTS = {
    "nothing": None,
    "a wrong password": faults.status(401, f"{USER} {PASSWORD} is not known", WWW_Authenticate='Basic realm="q"'),
    "an echo": faults.status(500, f"you are {PASSWORD}, {BASIC}, {TOKEN} and {html.escape(PASSWORD)}"),
    "a page": faults.status(500, f"<html><body>{html.escape(PASSWORD)} {TOKEN}</body></html>"),
    "no right": faults.status(403, f"Authorization: Basic {BASIC} / Bearer {TOKEN}"),
    "a reset": faults.reset_request(),
    "an address": faults.status(302, Location="http://127.0.0.1/elsewhere"),
}


@pytest.fixture
def project(tmp_path, quirk_server):
    quirk_server.kind, quirk_server.user = "oxigraph", None
    return project_at(tmp_path / "project", quirk_server, 5)


def run(project, *arguments, broken=False, given="", **environ):
    """Give what a call of the command line says, and what the list of processes shows of it."""
    code = LOUD.format(broken=broken)
    env = {**os.environ, "KHABAR_DEBUG": "1", "PYTHONUTF8": "1", **environ}
    process = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", code, *arguments],
        cwd=project,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    listed = Path(f"/proc/{process.pid}/cmdline")
    shown = listed.read_bytes().decode() if listed.exists() else ""
    out, err = process.communicate(given)
    return process.returncode, out + err, shown


WAYS = {
    "basic": {"environ": {"KHABAR_T_USER": USER, "KHABAR_T_PASSWORD": PASSWORD}},
    "stdin": {"arguments": ["--password-stdin"], "given": f"{PASSWORD}\n", "environ": {"KHABAR_T_USER": USER}},
    "token": {"environ": {"KHABAR_T_TOKEN": TOKEN}},
}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_secret_is_shown(way, project, quirk_server):
    seen, plan = [], project / "plan.json"
    arguments, given, environ = way.get("arguments", []), way.get("given", ""), way["environ"]
    for fault in FAULTS.values() if way is WAYS["basic"] else (None, FAULTS["an echo"]):
        quirk_server.behave()
        if fault:
            quirk_server.misbehave(fault, where=lambda r: r.method == "PUT" or "update" in r.path, times=None)
            quirk_server.misbehave(fault, where=lambda r: "quads" in r.media_type, times=None)
        quirk_server.store.clear()
        seen.append(run(project, "push", "t", *arguments, given=given, **environ))
    quirk_server.behave()
    quirk_server.store.clear()
    seen.append(run(project, "push", "t", *arguments, given=given, broken=True, **environ))
    assert "ZeroDivisionError" in seen[-1][1]
    quirk_server.store.clear()
    seen.append(run(project, "diff", "t", "--out", "plan.json", *arguments, given=given, **environ))
    assert seen[0][0] == 0
    assert {code for code, _, _ in seen[1:-2]} == {4}
    assert all("httpcore" in text for _, text, _ in seen)
    assert any("authorization" in r.headers for r in quirk_server.requests)
    told = "\n".join([*(text + shown for _, text, shown in seen), plan.read_text("utf-8")])
    told += "\n".join(str(quad) for quad in quirk_server.store)
    remembered = sorted((project / ".khabar").glob("khabar.*"))
    assert {"khabar.graphs", "khabar.since"} <= {path.name for path in remembered}
    told += "\n".join(path.read_text("utf-8") for path in remembered)
    secrets = ["t0ken"] if "KHABAR_T_TOKEN" in environ else FORMS
    assert [line for line in told.splitlines() if any(secret in line for secret in secrets)] == []
