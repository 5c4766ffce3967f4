import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { givePasscode, isAsked, isIn, passcodeInAddress, whenRefused } from "../src/link/passcode";

beforeEach(() => vi.stubGlobal("document", { baseURI: "http://10.0.0.5:8000/passcode" }));
afterEach(() => vi.unstubAllGlobals());

function server(status: number, body?: unknown): { readonly asked: [string, RequestInit | undefined][]; readonly ask: typeof fetch } {
  const asked: [string, RequestInit | undefined][] = [];
  return {
    asked,
    ask: (url, options) => {
      asked.push([String(url), options]);
      return Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status }));
    },
  };
}
const silence: typeof fetch = () => Promise.reject(new TypeError("no network"));

describe("giving the passcode", () => {
  it("says nothing when it was right", async () => {
    const { ask, asked } = server(204);
    expect(await givePasscode(ask, "482 193 6057")).toBeNull();
    expect(asked[0]?.[0]).toBe("http://10.0.0.5:8000/api/v1/passcode");
    expect(asked[0]?.[1]?.body).toBe('{"passcode":"482 193 6057"}');
  });

  it("says what the server said when it was wrong, as a sentence for people", async () => {
    const { ask } = server(401, { detail: "this is not the passcode; `kintsugi passcode` prints it" });
    expect(await givePasscode(ask, "1")).toBe("This is not the passcode; kintsugi passcode prints it.");
  });

  it("says what to do when nobody answers, or something else does", async () => {
    expect(await givePasscode(silence, "1")).toContain("No answer came.");
    expect(await givePasscode(server(502, ["?"]).ask, "1")).toBe("The server answered 502. Try again.");
  });
});

describe("the address", () => {
  it("brings the passcode along in its fragment", () => {
    expect(passcodeInAddress("#4821936057")).toBe("4821936057");
    expect(passcodeInAddress("#seam%231100%25")).toBe("seam#1100%");
    expect(passcodeInAddress("")).toBe("");
    expect(passcodeInAddress("#%E0%A4%A")).toBe("");
  });
});

describe("a console that is not let in", () => {
  it("is one that the server asks for the passcode; a server that is silent asks for nothing", async () => {
    expect(await isAsked(server(401, {}).ask)).toBe(true);
    expect(await isAsked(server(204).ask)).toBe(false);
    expect(await isAsked(server(503).ask)).toBe(false);
    expect(await isAsked(silence)).toBe(false);
  });

  it("knows whether it is in already; a server that is silent lets nobody in", async () => {
    expect(await isIn(server(204).ask)).toBe(true);
    expect(await isIn(server(401, {}).ask)).toBe(false);
    expect(await isIn(silence)).toBe(false);
  });

  it("is noticed by a socket that closes before it was open", () => {
    const told: string[] = [];
    const [refused, lost] = [new EventTarget(), new EventTarget()] as unknown as [WebSocket, WebSocket];
    whenRefused(refused, () => told.push("refused")).dispatchEvent(new Event("close"));
    whenRefused(lost, () => told.push("lost")).dispatchEvent(new Event("open"));
    lost.dispatchEvent(new Event("close"));
    expect(told).toEqual(["refused"]);
  });
});
