"""The command ``kintsugi``: one file a kind of task, loaded when it is asked for. Thin: options, rooms, sentences."""
