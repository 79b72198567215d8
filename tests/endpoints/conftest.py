"""Servers that say what a test wants said, and clients of them."""

import shutil
import ssl
import subprocess
from contextlib import ExitStack

import pytest
import raw_server
from khabar.endpoints import endpoint
from khabar.endpoints.client import Client


@pytest.fixture
def reply():
    """Make the bytes of a reply."""
    return raw_server.reply


@pytest.fixture
def says():
    """Start a server that gives these replies in turn."""
    with ExitStack() as stack:

        def start(*replies, **settings):
            server = raw_server.Raw(list(replies), **settings)
            stack.callback(server.close)
            return server

        yield start


@pytest.fixture
def client():
    """Make the client of a server."""
    with ExitStack() as stack:

        def make(url, kind="oxigraph", env=None, **table):
            table = {"url": url, "kind": kind, "timeout": 5} | table
            made = endpoint("live", {"live": table}, environ={"NETRC": "/nonexistent"} | (env or {}))
            return stack.enter_context(Client(made))

        yield make


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for loopback that signs itself, and its key, in two files."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    to = ["-keyout", "key.pem", "-out", "cert.pem"]
    command = ["openssl", "req", "-x509", *curve, *to, "-subj", "/CN=localhost", "-addext", names]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def tls(certificate):
    """The side of a server of a TLS connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context
