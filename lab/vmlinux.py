#!/usr/bin/env python3
"""vmlinux.py BZIMAGE OUT: the uncompressed ELF kernel, which QEMU boots directly.

Decompressing a kernel under emulation costs a second of every boot. Source of the layout:
the Linux kernel's Documentation/arch/x86/boot.rst.
"""
import struct
import subprocess
import sys

SETUP_SECTORS_OFFSET = 0x1F1
PAYLOAD_OFFSET = 0x248
DECOMPRESSORS = {
    b"\x28\xb5\x2f\xfd": ["zstd", "-dc"],
    b"\xfd7zX": ["xz", "-dc", "--single-stream"],
}

image = open(sys.argv[1], "rb").read()
setup_sectors = image[SETUP_SECTORS_OFFSET] or 4
offset, length = struct.unpack_from("<II", image, PAYLOAD_OFFSET)
# Behind the compressed data stands the uncompressed size, which is none of the decompressor's.
payload = image[(setup_sectors + 1) * 512 + offset :][: length - 4]
command = DECOMPRESSORS.get(payload[:4])
if command is None:
    sys.exit(f"{sys.argv[1]}: unknown compression {payload[:4].hex()}")
kernel = subprocess.run(command, input=payload, stdout=subprocess.PIPE).stdout
if kernel[:4] != b"\x7fELF":
    sys.exit(f"{sys.argv[1]}: no ELF kernel in it")
with open(sys.argv[2], "wb") as out:
    out.write(kernel)
