#!/usr/bin/env python3
"""recording.py CAPTURE PORT [IO]: what hosts said to an NVMe/TCP target, as text.

Prints the sessions in a capture (tshark -i lo -f 'tcp port PORT' -w CAPTURE), in the order of the
capture, a line for each PDU of a host and each answer of the target:

    C > HEX             connection C: a PDU, digests and data included; XX{N} is a byte N times
    C < ic              the target has accepted the connection
    C < r2t CID         it asks for the data of a command
    C < CID STATUS DW0  a command has ended

IO bounds the commands that are taken from each I/O connection. The tests of itest replay such files.
"""
import re
import struct
import subprocess
import sys

RUN = re.compile(rb"(.)\1{7,}", re.S)
IC_REQ, IC_RESP, COMMAND, RESPONSE, C2H_DATA, R2T = 0, 1, 4, 5, 7, 9
SUCCESS = 8
FABRICS, CONNECT = 0x7F, 1


def segments(capture, port):
    """Yields connection, direction and bytes of each segment, what was sent again left out."""
    fields = ["tcp.stream", "tcp.srcport", "tcp.seq", "tcp.payload"]
    command = ["tshark", "-r", capture, "-Y", "tcp.len > 0", "-T", "fields"]
    for field in fields:
        command += ["-e", field]
    # Not a dissector of NVMe: only TCP's own fields are wanted.
    command += ["--disable-protocol", "nvme-tcp"]
    expected = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            stream, source, seq, payload = line.rstrip("\n").split("\t")
            from_host = int(source) != port
            key, seq, data = (stream, from_host), int(seq), bytes.fromhex(payload)
            if seq < expected.setdefault(key, 1):
                data = data[expected[key] - seq:]
            elif seq > expected[key]:
                return  # The capture has lost something: what is after it is not told.
            expected[key] += len(data)
            yield stream, from_host, data


def pdus(capture, port):
    """Yields connection, direction and each whole PDU."""
    rest = {}
    for stream, from_host, data in segments(capture, port):
        buffer = rest.get((stream, from_host), b"") + data
        while len(buffer) >= 8:
            length = struct.unpack_from("<I", buffer, 4)[0]
            if len(buffer) < length:
                break
            yield stream, from_host, buffer[:length]
            buffer = buffer[length:]
        rest[stream, from_host] = buffer


def text(pdu):
    """Hexadecimal digits, runs of a byte shortened."""
    parts, at = [], 0
    for run in RUN.finditer(pdu):
        parts += [pdu[at:run.start()].hex(), f"{run[1].hex()}{{{len(run[0])}}}"]
        at = run.end()
    return "".join(parts) + pdu[at:].hex()


def answer(pdu):
    """The line of a PDU of the target, or None where it says nothing that is kept."""
    kind, flags = pdu[0], pdu[1]
    if kind == IC_RESP:
        return "ic"
    if kind == R2T:
        return "r2t %04x" % struct.unpack_from("<H", pdu, 8)
    if kind == RESPONSE:
        dw0, cid, status = struct.unpack_from("<I8xHH", pdu, 8)
        return "%04x %04x %08x" % (cid, status >> 1, dw0)
    if kind == C2H_DATA and flags & SUCCESS:
        return "%04x 0000 00000000" % struct.unpack_from("<H", pdu, 8)
    return None


class Connection:
    """What is known of a connection on the way through a capture."""

    def __init__(self, number, bound):
        self.number = number
        self.left = bound
        self.is_io = False
        self.passed_over = set()

    def takes(self, pdu):
        """Whether a host's PDU is told."""
        if pdu[0] != COMMAND:
            return pdu[0] == IC_REQ or struct.unpack_from("<H", pdu, 8)[0] not in self.passed_over
        opcode, fctype, cid = pdu[8], pdu[12], struct.unpack_from("<H", pdu, 10)[0]
        if opcode == FABRICS:
            if fctype == CONNECT:
                self.is_io = struct.unpack_from("<H", pdu, 50)[0] != 0
            return True
        if not self.is_io or self.left > 0:
            self.left -= self.is_io
            return True
        self.passed_over.add(cid)
        return False


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    capture, port = sys.argv[1], int(sys.argv[2])
    bound = int(sys.argv[3]) if len(sys.argv) == 4 else sys.maxsize
    connections = {}
    for stream, from_host, pdu in pdus(capture, port):
        connection = connections.setdefault(stream, Connection(len(connections), bound))
        if from_host:
            if connection.takes(pdu):
                print(connection.number, ">", text(pdu))
            continue
        line = answer(pdu)
        if line is None:
            continue
        cid = None if line == "ic" else int(line.split()[1 if line[0] == "r" else 0], 16)
        if cid not in connection.passed_over:
            print(connection.number, "<", line)


main()
