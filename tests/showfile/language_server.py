"""An editor without a window: talks to a YAML language server as editors do (LSP 3.17, JSON-RPC over stdio)."""

import json
import subprocess
from pathlib import Path
from typing import Any, Self

Answer = dict[str, Any]


class YamlEditor:
    """Opens show files in a language server that was told of our schema.

    Args:
        program: the server.
        schema: file of the JSON Schema.
    """

    def __init__(self, program: str, schema: Path) -> None:
        self._settings = {"yaml": {"schemas": {schema.as_uri(): ["*.show.yaml"]}, "completion": True, "validate": True}}
        self._server = subprocess.Popen([program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._count = 0
        self._diagnostics: dict[str, list[Answer]] = {}

    def __enter__(self) -> Self:
        self._ask(
            "initialize", {"processId": None, "rootUri": None, "capabilities": {"workspace": {"configuration": True}}}
        )
        self._say("initialized", {})
        self._say("workspace/didChangeConfiguration", {"settings": self._settings})
        return self

    def __exit__(self, *_: object) -> None:
        self._server.kill()
        self._server.wait(10)
        for pipe in (self._server.stdin, self._server.stdout):
            if pipe is not None:
                pipe.close()

    def open(self, path: Path, text: str) -> list[Answer]:
        """Open a file; gives what is underlined."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._say("textDocument/didOpen", {"textDocument": document})
        while path.as_uri() not in self._diagnostics:
            self._take(self._read())
        return self._diagnostics[path.as_uri()]

    def complete(self, path: Path, line: int, character: int) -> list[str]:
        """Ask what may stand at a place; both count from 0."""
        asked = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}}
        answer = self._ask("textDocument/completion", asked)
        return [item["label"] for item in answer["items"]]

    def _ask(self, method: str, parameters: Answer) -> Any:
        self._count += 1
        self._write({"id": self._count, "method": method, "params": parameters})
        while True:
            message = self._read()
            if message.get("id") == self._count and "method" not in message:
                return message["result"]
            self._take(message)

    def _say(self, method: str, parameters: Answer) -> None:
        self._write({"method": method, "params": parameters})

    def _take(self, message: Answer) -> None:
        """Act on what the server says or asks by itself."""
        if message.get("method") == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif message.get("method") == "workspace/configuration":
            items = [self._settings.get(item.get("section"), {}) for item in message["params"]["items"]]
            self._write({"id": message["id"], "result": items})
        elif "id" in message and "method" in message:
            self._write({"id": message["id"], "result": None})

    def _write(self, message: Answer) -> None:
        assert self._server.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._server.stdin.flush()

    def _read(self) -> Answer:
        assert self._server.stdout is not None
        length = 0
        while (line := self._server.stdout.readline().strip()) or not length:
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
            elif not line and self._server.poll() is not None:
                raise AssertionError("the language server has ended")
        read: Answer = json.loads(self._server.stdout.read(length))
        return read
