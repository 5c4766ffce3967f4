import { retryDelay } from "./retry";

/** What a page's socket tells. Nothing is kept while it is down: what was not sent is lost, and said to be. */
export interface SocketEvents {
  /** A connection stands; it is not yet known whether anybody answers on it. */
  opened(): void;
  /** One JSON object. */
  told(message: object): void;
  /** One binary message. */
  painted(message: ArrayBuffer): void;
  /** The connection is gone or silent. Told once for each time down. */
  lost(): void;
}

export interface SocketOptions {
  readonly open: () => WebSocket;
  /** Milliseconds without any message after which the other side counts as gone. */
  readonly silence_ms: number;
  readonly ping_ms: number;
  readonly ping: () => object;
  /** Where `online` and `visibilitychange` come from: try again at once. */
  readonly wakers: readonly EventTarget[];
}

/** One socket that comes back by itself. */
export interface Socket {
  /** Send one object; false = not sent, and never sent later. */
  send(message: object): boolean;
  close(): void;
}

const CONNECT_LIMIT_MS = 5000;
const WATCH_MS = 100;

/** Open a socket and keep it open until `close`. */
export function keepSocket(options: SocketOptions, events: SocketEvents): Socket {
  let current: WebSocket | null = null;
  let isOpen = false;
  let wasUp = false;
  let failures = 0;
  let heard = 0;
  let pinged = 0;
  let begun = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    clearTimeout(retry);
    retry = undefined;
    begun = performance.now();
    const socket = options.open();
    socket.binaryType = "arraybuffer";
    current = socket;
    socket.onopen = () => {
      isOpen = true;
      heard = pinged = performance.now();
      events.opened();
    };
    socket.onmessage = (event: MessageEvent<unknown>) => hear(event.data);
    socket.onclose = () => drop();
  }

  function hear(data: unknown): void {
    heard = performance.now();
    wasUp = true;
    failures = 0;
    if (data instanceof ArrayBuffer) return events.painted(data);
    const message = parse(data);
    if (message !== null) events.told(message);
  }

  function drop(): void {
    const socket = current;
    current = null;
    isOpen = false;
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    if (wasUp) events.lost();
    wasUp = false;
    retry = setTimeout(connect, retryDelay(failures, Math.random()));
    failures += 1;
  }

  function watch(): void {
    const now = performance.now();
    if (isOpen && now - heard > options.silence_ms) return drop();
    if (current !== null && !isOpen && now - begun > CONNECT_LIMIT_MS) return drop();
    if (isOpen && now - pinged >= options.ping_ms) {
      pinged = now;
      send(options.ping());
    }
  }

  function wake(): void {
    watch();
    if (current === null) connect();
  }

  function send(message: object): boolean {
    if (current === null || !isOpen) return false;
    current.send(JSON.stringify(message));
    return true;
  }

  const watcher = setInterval(watch, WATCH_MS);
  const calls = ["online", "visibilitychange"];
  for (const target of options.wakers) for (const call of calls) target.addEventListener(call, wake);
  connect();

  return {
    send,
    close() {
      clearInterval(watcher);
      for (const target of options.wakers) for (const call of calls) target.removeEventListener(call, wake);
      wasUp = false;
      drop();
      clearTimeout(retry);
    },
  };
}

function parse(data: unknown): object | null {
  if (typeof data !== "string") return null;
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === "object" && message !== null ? message : null;
  } catch {
    return null;
  }
}
