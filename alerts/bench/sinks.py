"""What takes the messages: tools of others, fast enough never to be the bottleneck."""

from __future__ import annotations

import datetime
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .stage import Stage, free_port, program

PUSH_HOST = "push.bench.test"
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.err;
{user}
events {{ worker_connections 2000; }}
http {{
  access_log off; keepalive_requests 100000000; client_max_body_size 1m;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2;
  fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4;
  scgi_temp_path {folder}/t5;
  client_body_buffer_size 64k; http2_max_requests 100000000;
  server {{ listen 127.0.0.1:{plain};
    location / {{ default_type application/json;
      return 200 '{{"id":"s0123456789abcdef","status":"created"}}'; }} }}
  server {{ listen 127.0.0.1:{secure} ssl http2;
    ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
    location / {{ return 201; }} }}
}}
"""


@dataclass(frozen=True)
class Web:
    """nginx: `plain` answers 200 as an SMS gateway, `secure` 201 as a push service."""

    plain: int
    secure: int
    ca_file: Path


def mail(stage: Stage) -> int:
    """Postfix's smtp-sink; gives its port."""
    port = free_port()
    user = ("-u", "nobody") if os.geteuid() == 0 else ()
    child = stage.start(
        program("smtp-sink", "postfix"), *user, f"127.0.0.1:{port}", 2000
    )
    stage.wait_for(lambda: _listens(port), "smtp-sink", child)
    return port


def web(stage: Stage) -> Web:
    """nginx with a certificate of its own."""
    folder, found = (
        stage.folder,
        Web(free_port(), free_port(), stage.folder / "cert.pem"),
    )
    _certificate(folder)
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(
        NGINX.format(folder=folder, user=user, plain=found.plain, secure=found.secure)
    )
    child = stage.start(program("nginx", "nginx-light"), "-c", config, "-e", "stderr")
    stage.wait_for(lambda: _listens(found.secure), "nginx", child)
    return found


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 2):
            return True
    except OSError:
        return False


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, PUSH_HOST)])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName(PUSH_HOST), x509.DNSName("localhost")]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
