"""A Dovecot of one's own: on free loopback ports, in a temporary folder, as an ordinary user, stopped afterwards.

Every user name is let in with the password `PASSWORD` and starts with an empty mailbox, so each test takes its own.
"""

import contextlib
import grp
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import imapclient
import pytest
import trustme

from assistant.adapters.imap.connection import Credential, Login, Server

HOST = "127.0.0.1"
PASSWORD = 'häst"korrekt'  # what has to be quoted and encoded
START = 20.0  # seconds

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = {host}
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_home = {folder}/mail/%u
mail_location = maildir:~/Maildir
mail_fsync = never
maildir_stat_dirs = no
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0 secs
mail_max_userip_connections = 100
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service lmtp {{
  chroot =
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
  unix_listener lmtp {{
    mode = 0
  }}
}}
service imap {{
  process_min_avail = 1
  service_count = 500
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    special_use = \\Drafts
    auto = create
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = create
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = create
  }}
  mailbox Archive {{
    special_use = \\Archive
  }}
  mailbox "All mail" {{
    special_use = \\All
  }}
}}
"""
OAUTH2 = """
introspection_mode = post
timeout_msecs = 20000
introspection_url = {url}
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dovecot:
    """A running server; `authority` signed its certificate, which is for `localhost`."""

    folder: Path
    port: int
    tls_port: int
    lmtp_port: int
    authority: Path

    def login(self, user: str, *, port: int = 0, secret: str = PASSWORD) -> Login:
        """How the product signs in, over a proxy's port where one is given."""
        server = Server(host=HOST, port=port or self.port, security="none")
        return Login(server=server, user=user, credential=lambda: Credential(secret=secret))

    @contextlib.contextmanager
    def client(self, user: str, folder: str = "") -> Iterator[imapclient.IMAPClient]:
        """A plain client that is logged in, with the folder selected."""
        with imapclient.IMAPClient(HOST, self.port, ssl=False, timeout=20) as client:
            client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.plain_login(user, PASSWORD)
            if folder:
                client.select_folder(folder)
            yield client

    def append(
        self,
        user: str,
        *messages: bytes,
        folder: str = "INBOX",
        flags: Sequence[bytes] = (),
        at: datetime | None = None,
    ) -> None:
        """Put messages into a folder, which is made where it is missing."""
        with self.client(user) as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            for message in messages:
                client.append(folder, message, flags, at)

    def deliver(self, user: str, message: bytes) -> None:
        """Hand over a message as another mail server would."""
        with smtplib.LMTP(HOST, self.lmtp_port) as lmtp:
            lmtp.sendmail("sender@else.example", [user], message)

    def remove(self, user: str, folder: str = "INBOX") -> None:
        """Delete every message of a folder."""
        with self.client(user, folder) as client:
            client.delete_messages("1:*")
            client.expunge()

    def messages(self, user: str, folder: str) -> list[bytes]:
        """All messages of a folder, by their UIDs."""
        with self.client(user, folder) as client:
            fetched = client.fetch("1:*", ["BODY.PEEK[]"])
        return [fetched[uid][b"BODY[]"] for uid in sorted(fetched)]

    def fill(self, user: str, messages: Iterable[bytes], folder: str = "INBOX") -> None:
        """Put many messages there, by way of the disk."""
        self.append(user, folder=folder)
        with self.client(user, folder):  # makes its place on the disk
            pass
        place = self.folder / "mail" / user / "Maildir" / ("" if folder == "INBOX" else f".{folder}") / "cur"
        stamp = int(time.time() * 1_000_000)
        owner = place.stat()
        for number, message in enumerate(messages):
            path = place / f"{(stamp + number) // 1_000_000}.M{(stamp + number) % 1_000_000}P{number:07}.test:2,"
            path.write_bytes(message)
            os.chown(path, owner.st_uid, owner.st_gid)

    def change_uidvalidity(self, user: str, folder: str = "INBOX") -> None:
        """Number a folder's messages anew, as a restored backup does."""
        with self.client(user) as client:
            status = client.folder_status(folder, ["UIDVALIDITY"])
        later = status[b"UIDVALIDITY"] + 1000
        command = ["doveadm", "-c", str(self.folder / "dovecot.conf"), "mailbox", "update", "-u", user]
        run = [*_as_ordinary_user(), *command, "--uid-validity", str(later), folder]
        subprocess.run(run, check=True, capture_output=True, timeout=20)


@contextlib.contextmanager
def running(*, introspection: str = "http://127.0.0.1:9/") -> Iterator[Dovecot]:
    """Start Dovecot and stop it. `introspection` is an address that says whose an access token is (RFC 7662)."""
    binary = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if not binary:
        raise RuntimeError("these tests need Dovecot: apt-get install dovecot-imapd dovecot-lmtpd")
    with tempfile.TemporaryDirectory(prefix="dovecot-") as name:  # short: the path of a UNIX socket has 107 bytes
        folder = Path(name)
        ports = free_ports(3)
        user, group = _ordinary_user()
        settings = {"port": ports[0], "tls_port": ports[1], "lmtp_port": ports[2]}
        text = CONFIG.format(folder=folder, host=HOST, user=user, group=group, password=PASSWORD, **settings)
        (folder / "dovecot.conf").write_text(text, "utf-8")
        (folder / "oauth2.conf").write_text(OAUTH2.format(url=introspection))
        _certificate(folder)
        for made in ("run", "mail"):
            (folder / made).mkdir()
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", f"{user}:{group}", str(folder)], check=True)
        command = [*_as_ordinary_user(), binary, "-F", "-c", str(folder / "dovecot.conf")]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
        try:
            _wait_for(ports, process, folder)
            yield Dovecot(
                folder=folder, port=ports[0], tls_port=ports[1], lmtp_port=ports[2], authority=folder / "ca.pem"
            )
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # it and what it started; a polite end takes a second
            process.wait(10)
            assert process.stderr is not None
            process.stderr.close()


def _certificate(folder: Path) -> None:
    authority = trustme.CA()
    own = authority.issue_cert("localhost")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    own.private_key_pem.write_to_path(folder / "key.pem")
    own.cert_chain_pems[0].write_to_path(folder / "cert.pem")


def _ordinary_user() -> tuple[str, str]:
    if os.getuid() == 0:
        return "nobody", "nogroup"
    own = pwd.getpwuid(os.getuid())
    return own.pw_name, grp.getgrgid(own.pw_gid).gr_name


def _as_ordinary_user() -> list[str]:
    if os.getuid() != 0:
        return []
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody uses."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]


def _wait_for(ports: Iterable[int], process: "subprocess.Popen[bytes]", folder: Path) -> None:
    end = time.monotonic() + START
    for port in ports:
        while True:
            if process.poll() is not None or time.monotonic() > end:
                said = process.stderr.read().decode() if process.stderr and process.poll() is not None else ""
                log = folder / "dovecot.log"
                raise RuntimeError(f"Dovecot does not start: {said} {log.read_text() if log.exists() else ''}")
            try:
                socket.create_connection((HOST, port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.01)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A server for all tests of a module."""
    with running() as server:
        yield server
