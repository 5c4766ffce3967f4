"""``kintsugi explain`` says in one sentence why it cannot."""

import socket

import pytest

from controller.run.explaining import AskError, ask_explanation


def test_nobody_there_is_told_with_what_to_do() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(AskError, match=rf"no show runs at 127.0.0.1:{port} .*; name another with --host and --port"):
        ask_explanation("lamp", host="127.0.0.1", port=port)
