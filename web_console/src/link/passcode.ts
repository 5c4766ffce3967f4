import { pageAddress } from "./addresses";

const PATH = "api/v1/passcode";
const NOT_HEARD = "No answer came. Look whether the show runs and whether this device is on its network, then try again.";

/** What became of a passcode: null = this browser is let in from now on, else a sentence that says what to do. */
export async function givePasscode(ask: typeof fetch, passcode: string): Promise<string | null> {
  try {
    const reply = await ask(pageAddress(PATH), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ passcode }),
    });
    if (reply.ok) return null;
    const document: unknown = await reply.json();
    const detail = (document as { readonly detail?: unknown } | null)?.detail;
    return typeof detail === "string" ? sentence(detail) : `The server answered ${reply.status}. Try again.`;
  } catch {
    return NOT_HEARD;
  }
}

/** Read the passcode out of the address's fragment, where the picture for cameras has it; empty = there is none. */
export function passcodeInAddress(hash: string): string {
  try {
    return decodeURIComponent(hash.replace(/^#/, ""));
  } catch {
    return "";
  }
}

/** Tell whether this browser must give the passcode (again). A server that does not answer asks for nothing. */
export async function isAsked(ask: typeof fetch): Promise<boolean> {
  try {
    return (await ask(pageAddress(PATH), { cache: "no-store" })).status === 401;
  } catch {
    return false;
  }
}

/** Tell whether this browser is let in already. A link on a page of somebody else brings no cookie along; this question does. */
export async function isIn(ask: typeof fetch): Promise<boolean> {
  try {
    return (await ask(pageAddress(PATH), { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/** Call back when a socket closes that never opened: nobody is there, or the server does not let us in. */
export function whenRefused(socket: WebSocket, refused: () => void): WebSocket {
  let wasOpen = false;
  socket.addEventListener("open", () => (wasOpen = true));
  socket.addEventListener("close", () => {
    if (!wasOpen) refused();
  });
  return socket;
}

/** `this is not the passcode` → `This is not the passcode.`, without the marks of the command line. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replaceAll("`", "")}.`;
}
