#!/usr/bin/env bash
# A FLAC that c2pa signs no longer begins as a FLAC: the manifest lies in an ID3 tag in front of it, and comments are hidden from strict readers.
#
# Version     c2pa-python 0.38.1; soundfile 0.14.0 with libsndfile 1.2.2 as writer and reader.
# Expected    Content credentials lie in a metadata block of the FLAC, as they lie in a chunk of a WAV; the file still begins with "fLaC".
# Happens     It begins with "ID3", some thousand bytes of it, and "fLaC" follows. libsndfile still reads the same samples.
# Seen        First bytes b"fLaC" before, b"ID3\x04" after; the tag holds a GEOB frame; "fLaC" stands where the tag ends.
# Source      The C2PA specification (appendix A.3.4) puts manifests of FLAC where those of MP3 are, into a GEOB frame of an ID3v2 tag; c2pa-rs does so
#             since its pull request 1912. RFC 9639 lets a FLAC begin with the four bytes fLaC.
# Matters     Programs that look at the first bytes to tell what a file is take a signed FLAC for an MP3 or for nothing, and find no comments in it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" c2pa-python==0.38.1 cryptography==46.0.3 soundfile==0.14.0 numpy==2.2.6

PYTHONPATH="$folder" python3 - <<'PROGRAM'
import datetime
import io
import json
import sys

import c2pa
import numpy as np
import soundfile
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

USAGES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")


def certificate(name, key, issuer, issuer_key, usage):
    """Return a certificate builder's result for a test: P-256, valid for a day."""
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test")]) for each in (name, issuer)]
    allowed = {each: each == usage for each in USAGES}
    built = (
        x509.CertificateBuilder(names[1], names[0], key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(usage == "key_cert_sign", None), True)
        .add_extension(x509.KeyUsage(**allowed, encipher_only=False, decipher_only=False), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False)
    )
    if usage == "digital_signature":
        built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
    return built.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def signed(sound: bytes) -> bytes:
    """Return a FLAC with content credentials of a signer made here."""
    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    chain = certificate("Signer", leaf, "Root", root, "digital_signature") + certificate("Root", root, "Root", root, "key_cert_sign")
    secret = leaf.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    kind = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"
    made = {"label": "c2pa.actions", "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": kind}]}}
    manifest = json.dumps({"claim_generator_info": [{"name": "test", "version": "1"}], "title": "tone", "assertions": [made]})
    source, target = io.BytesIO(sound), io.BytesIO()
    with c2pa.Signer.from_info(c2pa.C2paSignerInfo("es256", chain, secret, None)) as signer, c2pa.Builder(manifest) as builder:
        builder.sign(signer, "audio/flac", source, target)
    return target.getvalue()


def main() -> int:
    file = io.BytesIO()
    soundfile.write(file, 0.5 * np.sin(np.arange(16000) / 10.0), 16000, format="FLAC")
    before = file.getvalue()
    after = signed(before)
    size = 10 + sum((byte & 127) << shift for byte, shift in zip(after[6:10], (21, 14, 7, 0)))  # of the tag, header included
    same = np.array_equal(soundfile.read(io.BytesIO(before))[0], soundfile.read(io.BytesIO(after))[0])
    print(f"begins with {before[:4]!r}, signed with {after[:4]!r}; the tag has {size} bytes, GEOB in it: {b'GEOB' in after[:size]}")
    print(f"behind it {after[size : size + 4]!r}; samples are the same: {same}")
    right = before[:4] == b"fLaC" and after[:3] == b"ID3" and b"GEOB" in after[:size] and after[size : size + 4] == b"fLaC" and same
    return int(not right)


if __name__ == "__main__":
    sys.exit(main())
PROGRAM
