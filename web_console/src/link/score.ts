import type { Edit, EditAnswer, History } from "../generated/protocol";
import { pageAddress } from "./addresses";

/** What is to be written from the stage into the show file: into a look or into a cue. */
export type Recording = ({ readonly look: string } | { readonly cue: string; readonly list: string; readonly label: string }) & {
  readonly from: "live" | "programmer";
  readonly selector?: string;
};

/** Whoever can change the show file. Nothing is sent twice, and nothing waits for a connection. */
export interface ScoreLink {
  history(): Promise<History>;
  edit(edits: readonly Edit[]): Promise<EditAnswer>;
  record(recording: Recording): Promise<EditAnswer>;
  undo(): Promise<EditAnswer>;
  redo(): Promise<EditAnswer>;
}

export const LOST = "No answer came, so nobody knows whether it was done; look at the history before you try again.";

/** Talk to the page's own server. */
export function openScoreLink(): ScoreLink {
  return {
    async history() {
      const reply = await fetch(pageAddress("api/v1/show/history"));
      if (reply.ok) return (await reply.json()) as History;
      throw new Error(reply.status === 404 ? "This show cannot be edited here." : sentence(await reply.json(), reply.status));
    },
    edit: (edits) => post("edits", edits),
    record: (recording) => post("record", recording),
    undo: () => post("undo", {}),
    redo: () => post("redo", {}),
  };
}

async function post(what: string, body: unknown): Promise<EditAnswer> {
  try {
    const reply = await fetch(pageAddress(`api/v1/show/${what}`), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const document: unknown = await reply.json();
    return reply.ok || reply.status === 409 ? (document as EditAnswer) : refusal(sentence(document, reply.status));
  } catch {
    return refusal(LOST);
  }
}

function sentence(document: unknown, status: number): string {
  const detail = (document as { readonly detail?: unknown } | null)?.detail;
  return typeof detail === "string" ? detail : `the server answered ${status}`;
}

function refusal(text: string): EditAnswer {
  return { ok: false, text, hash: "", mistakes: [] };
}
