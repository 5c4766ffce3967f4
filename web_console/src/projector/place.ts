/** Where a projector page finds its stream. */
export interface StreamPlace {
  readonly fixture: string;
  readonly address: string;
}

export const DEFAULT_PORT = 8001;

/**
 * Tell fixture and stream from the page's own address.
 *
 * @param page e.g. `http://box:8000/projector/screen?port=8101`; the fixture is the last part of the path.
 * @param injected the port the server wrote into the page, or null; `?port=` goes before it.
 */
export function streamPlace(page: URL, injected: string | null): StreamPlace {
  const fixture = page.pathname.split("/").findLast((part) => part !== "") ?? "";
  const port = portOf(page.searchParams.get("port")) ?? portOf(injected) ?? DEFAULT_PORT;
  const scheme = page.protocol === "https:" ? "wss:" : "ws:";
  return { fixture: decodeURIComponent(fixture), address: `${scheme}//${page.hostname}:${port}/fixture/${fixture}` };
}

function portOf(text: string | null): number | null {
  const port = Number(text ?? "");
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : null;
}
