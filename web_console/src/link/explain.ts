import type { Explanation } from "../generated/protocol";
import { pageAddress } from "./addresses";

/** Ask what a fixture shows and why. Throws a sentence when there is no such fixture. */
export async function fetchExplanation(fixture: string, signal: AbortSignal): Promise<Explanation> {
  const reply = await fetch(pageAddress(`api/v1/explain/${encodeURIComponent(fixture)}`), { signal });
  const document: unknown = await reply.json();
  if (reply.ok) return document as Explanation;
  const detail = (document as { readonly detail?: unknown }).detail;
  throw new Error(typeof detail === "string" ? detail : `the server answered ${reply.status}`);
}
