"""A WebSocket fixture for a microcontroller: MicroPython or CPython, nothing but sockets. Change HOST and show."""

import json
import os
import socket
import struct
import sys
import time

HOST, PORT, FIXTURE = "192.168.1.10", "8001", "screen"
HELLO = {"type": "hello", "version": 1, "name": "pico", "capabilities": []}
ASK = "GET /fixture/{} HTTP/1.1\r\nHost: {}:{}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
KEY = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"


def show(slots: bytes) -> None:
    """Put the slots on your lamps here; this prints them."""
    print(" ".join(str(slot) for slot in slots))


def connect(line: socket.socket, host: str, port: str, fixture: str) -> None:
    """Open the connection and upgrade it to a WebSocket."""
    line.settimeout(3)  # no word for 3 s: the controller is gone
    line.connect(socket.getaddrinfo(host, int(port))[0][-1])
    line.send((ASK.format(fixture, host, port) + KEY).encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += read(line, 1)
    if b" 101 " not in head:
        raise OSError("no WebSocket fixture here")


def read(line: socket.socket, count: int) -> bytes:
    """Read exactly so many bytes."""
    data = b""
    while len(data) < count:
        part = line.recv(count - len(data))
        if not part:
            raise OSError("the connection ended")
        data += part
    return data


def say(line: socket.socket, message: object) -> None:
    """Send one message of at most 125 bytes; a client masks what it says."""
    mask, data = os.urandom(4), json.dumps(message).encode()
    masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
    line.send(bytes([0x81, 0x80 | len(data)]) + mask + masked)


def play(line: socket.socket) -> None:
    """Greet, show every frame, say which one is shown, answer pings."""
    say(line, HELLO)
    opcode = 0
    while opcode != 0x88:  # until the server closes
        opcode, size = read(line, 2)
        if size == 126:
            size = struct.unpack(">H", read(line, 2))[0]
        data = read(line, size)
        if opcode == 0x82:  # a frame: magic, version, encoding, night, tick, sequence, seconds, length, slots
            if len(data) < 28 or data[:3] != b"KF\x01":
                say(line, {"type": "resync"})  # the picture is lost: ask for the whole of it
                continue
            tick, sequence = struct.unpack_from(">II", data, 8)
            show(data[28:])
            say(line, {"type": "ack", "tick": tick, "sequence": sequence})
        elif opcode == 0x81 and json.loads(data)["type"] == "ping":
            say(line, {"type": "pong", "t": json.loads(data)["t"]})


def play_for_ever(host: str, port: str, fixture: str) -> None:
    """Play, and come again when the connection has ended: after 1 s, 2, 4, at most 8; after 1 s if it played long."""
    pause = 0.5
    while True:
        line, began = socket.socket(), time.time()
        try:
            connect(line, host, port, fixture)
            play(line)
        except OSError as error:  # refused, silent, gone, or no network yet
            print("no controller:", error, file=sys.stderr)
        line.close()
        pause = 1 if time.time() - began > 10 else min(2 * pause, 8)
        time.sleep(pause)


if __name__ == "__main__":
    play_for_ever(*(sys.argv[1:] or (HOST, PORT, FIXTURE)))
