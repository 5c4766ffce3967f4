import type { Preview } from "../generated/protocol";
import { pageAddress } from "./addresses";

/** Ask what a fault would do if it were injected now. Throws a sentence when nobody can tell. */
export async function fetchPreview(fault: string, signal: AbortSignal): Promise<Preview> {
  const reply = await fetch(pageAddress(`api/v1/faults/${encodeURIComponent(fault)}/preview`), { signal });
  const document: unknown = await reply.json();
  if (reply.ok) return document as Preview;
  const detail = (document as { readonly detail?: unknown } | null)?.detail;
  throw new Error(typeof detail === "string" ? detail : `the server answered ${reply.status}`);
}
