// A WebSocket fixture in JavaScript, for a page or for Node (22, or 20 with --experimental-websocket). Change the address and show.

export function show(slots) {
  console.log(Array.from(slots).join(" ")); // put the slots on your canvas or your lamps here
}

// Plays one fixture for ever; when the controller has gone, calls again after 1 s, 2, 4, at most 8.
export function play(address, draw = show, pause = 1) {
  const line = new WebSocket(address);
  line.binaryType = "arraybuffer";
  let heard = Date.now();
  const say = (message) => line.send(JSON.stringify(message));
  const watch = setInterval(() => {
    if (Date.now() - heard > 3000) line.close(); // no word for 3 s: the controller is gone
  }, 500);

  line.onopen = () => say({ type: "hello", version: 1, name: "page", capabilities: [] });
  line.onmessage = ({ data }) => {
    heard = Date.now();
    pause = 1;
    if (typeof data === "string") {
      const message = JSON.parse(data);
      if (message.type === "ping") say({ type: "pong", t: message.t });
      return; // hello tells slots, cells and fps; an error tells what went wrong
    }
    const frame = new DataView(data); // magic, version, encoding, night, tick, sequence, seconds, length, slots
    if (data.byteLength < 28 || frame.getUint16(0) !== 0x4b46 || frame.getUint8(2) !== 1) {
      return say({ type: "resync" }); // the picture is lost: ask for the whole of it
    }
    draw(new Uint8Array(data, 28, frame.getUint32(24)));
    say({ type: "ack", tick: frame.getUint32(8), sequence: frame.getUint32(12) });
  };
  const back = () => {
    if (!document.hidden && line.readyState === 1) say({ type: "resync" }); // a page that was hidden may have missed some
  };
  globalThis.document?.addEventListener("visibilitychange", back);
  line.onclose = () => {
    clearInterval(watch);
    globalThis.document?.removeEventListener("visibilitychange", back);
    setTimeout(() => play(address, draw, Math.min(2 * pause, 8)), 1000 * pause);
  };
}

if (globalThis.process?.argv[2]) play(globalThis.process.argv[2]);
