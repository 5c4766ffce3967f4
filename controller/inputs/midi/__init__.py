"""MIDI in: pads, keys and faders → intents; what people are shown → lights on the pads.

``stream`` reads bytes, ``layout`` says what each pad and fader means, ``surface`` is the machine that puts them
together; none of these opens anything. ``devices`` keeps the devices that are plugged in, ``shell`` gives it tasks and
time, and ``backends`` are the ways to the hardware.
"""
