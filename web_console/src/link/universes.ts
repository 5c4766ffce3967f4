import type { UniverseOutline, UniverseSlots } from "../generated/protocol";
import { pageAddress } from "./addresses";

/** List the universes the show feeds. */
export async function fetchUniverses(signal: AbortSignal): Promise<readonly UniverseOutline[]> {
  return (await fetchJson("api/v1/universes", signal)) as readonly UniverseOutline[];
}

/** Read one universe as last sent. */
export async function fetchSlots(node: string, number: number, signal: AbortSignal): Promise<UniverseSlots> {
  return (await fetchJson(`api/v1/universes/${encodeURIComponent(node)}/${number}`, signal)) as UniverseSlots;
}

async function fetchJson(path: string, signal: AbortSignal): Promise<unknown> {
  const reply = await fetch(pageAddress(path), { signal, headers: { accept: "application/json" } });
  if (!reply.ok) throw new Error(`the server answered ${reply.status} for ${path}`);
  return reply.json();
}
