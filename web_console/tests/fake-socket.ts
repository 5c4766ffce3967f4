/** A WebSocket whose other end is the test. It keeps the part of the interface that the link uses, and no more. */
export class FakeSocket {
  binaryType = "blob";
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  readonly sent: { readonly type: string; readonly [name: string]: unknown }[] = [];
  isClosed = false;

  send(text: string): void {
    if (this.isClosed || this.onopen === null) throw new Error("sent on a socket that nobody holds");
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.onopen?.();
  }

  /** The other end says something; after a close nobody listens. */
  say(data: object | ArrayBuffer | string): void {
    this.onmessage?.({ data: data instanceof ArrayBuffer || typeof data === "string" ? data : JSON.stringify(data) });
  }

  breakOff(): void {
    this.onclose?.();
  }

  ofType(type: string): readonly { readonly [name: string]: unknown }[] {
    return this.sent.filter((message) => message.type === type);
  }
}

/** Hands out fake sockets and remembers them. */
export function socketRoom(): { readonly all: FakeSocket[]; open(): WebSocket; last(): FakeSocket } {
  const all: FakeSocket[] = [];
  return {
    all,
    open() {
      const socket = new FakeSocket();
      all.push(socket);
      return socket as unknown as WebSocket; // the link touches only what FakeSocket has
    },
    last() {
      const socket = all.at(-1);
      if (socket === undefined) throw new Error("nobody has opened a socket yet");
      return socket;
    },
  };
}
