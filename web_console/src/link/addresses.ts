/** Where the page's own server answers, told from the page's base so that a sub-path works too. */
export function pageAddress(path: string): URL {
  return new URL(path, document.baseURI);
}

/** The same place for a WebSocket. */
export function socketAddress(path: string): string {
  const url = pageAddress(path);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}
