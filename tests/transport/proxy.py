"""The real nginx with docs/proxy/nginx.conf, on loopback, as nobody in particular."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.browser.site import ROOT, free_port
from tests.transport.certificates import make_certificate

CONFIGURATION = ROOT / "docs/proxy/nginx.conf"
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Proxy:
    """nginx in a folder of its own, in front of ``site_port``."""

    def __init__(self, *, site_port: int) -> None:
        """Write the configuration down, with the places of this machine in it."""
        self.folder = Path(tempfile.mkdtemp(prefix="assisteu-proxy-"))
        self.port, self.plain_port = free_port(), free_port()
        self.url = f"https://localhost:{self.port}"
        self.made = make_certificate(self.folder)
        (self.folder / "nginx.conf").write_text(self._configuration(site_port))
        self.user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        if self.user is not None:
            for path in (self.folder, *self.folder.iterdir()):
                os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _configuration(self, site_port: int) -> str:
        """Return the documented file; each thing that is changed stands in it."""
        places = {
            "/run/nginx.pid": f"{self.folder}/nginx.pid",
            "/var/log/nginx/": f"{self.folder}/",
            "/etc/ssl/assisteu/fullchain.pem": str(self.made.certificate),
            "/etc/ssl/private/assisteu.pem": str(self.made.key),
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{site_port};",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "listen 80 ": f"listen 127.0.0.1:{self.plain_port} ",
            "server_name assisteu.example;": "server_name localhost;",
            "http {\n": "http {\n"
            + "".join(f"    {name}_temp_path {self.folder}/{name};\n" for name in _TEMPORARY),
        }
        written = CONFIGURATION.read_text()
        for documented, here in places.items():
            assert documented in written, documented
            written = written.replace(documented, here)
        return written

    def start(self) -> None:
        """Start it, and wait until it listens."""
        nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        assert nginx, "the tests of the proxy need nginx: make nginx"
        as_nobody = (
            {}
            if self.user is None
            else {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        )
        with (self.folder / "said").open("wb") as said:
            self.process = subprocess.Popen(  # noqa: S603 - nginx as installed
                [
                    *(nginx, "-e", "stderr", "-p", str(self.folder)),
                    *("-c", str(self.folder / "nginx.conf"), "-g", "daemon off;"),
                ],
                stdout=said,
                stderr=said,
                **as_nobody,
            )
        ends = time.monotonic() + 20
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() > ends:
                raise AssertionError((self.folder / "said").read_text())
            time.sleep(0.1)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """Stop it; its folder goes with it."""
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder)

    def log(self, *, of: int) -> list[str]:
        """Return the lines of the access log, once there are at least so many."""
        ends = time.monotonic() + 10
        while True:
            lines = (self.folder / "access.log").read_text().splitlines()
            if len(lines) >= of or time.monotonic() > ends:
                return lines
            time.sleep(0.05)

    @property
    def errors(self) -> str:
        return (self.folder / "error.log").read_text()
