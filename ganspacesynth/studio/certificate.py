"""A certificate of the studio's own: what https to a phone in the same room needs. The browser warns once, since nobody else vouches for it."""

import datetime
import ipaddress
from pathlib import Path

from ganspacesynth.core.errors import OutputError
from ganspacesynth.core.extras import need

DAYS = 365
CERTIFICATE, KEY = "studio-certificate.pem", "studio-key.pem"


def own_certificate(folder: Path, hosts: list[str]) -> tuple[Path, Path]:
    """Return the files of a certificate and its private key for these addresses, made anew, the key for this user alone.

    Raises:
        GanSpaceSynthError: cryptography is not installed.
        OutputError: they cannot be written.

    Source: RFC 5280.
    """
    need("cryptography")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "GANSpaceSynth studio")])
    now = datetime.datetime.now(datetime.timezone.utc)
    places: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_address(host)) for host in hosts]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName([*places, x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _written(folder / CERTIFICATE, made.public_bytes(serialization.Encoding.PEM)), _written(folder / KEY, secret)
    except OSError as e:
        raise OutputError(f"The certificate must be kept in a folder. Received: {folder} ({e.strerror}).", rule="writable-output") from e


def _written(path: Path, data: bytes) -> Path:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(data)
    return path
