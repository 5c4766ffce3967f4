import type { BallotPaper, PaintMap, StrokePaper, TalePaper, VisitorView } from "../generated/protocol";
import { retryDelay } from "../link/retry";

/** What the page is told. */
export interface BoardEvents {
  /** What visitors are shown now. */
  readonly view: (view: VisitorView) => void;
  /** The house does not answer; it is asked again. */
  readonly lost: () => void;
}

export interface BoardLink {
  /** Vote, or change one's mind; gives a sentence if it was not counted, else null. */
  vote(vote: string, answer: string): Promise<string | null>;
  /** Paint one's own cell, or ask for one with no colour; gives a sentence if that was not done, else null. */
  paint(paint: string, color: string): Promise<string | null>;
  /** Tell something; gives a sentence if it was not taken, else null. */
  tell(story: string, text: string): Promise<string | null>;
  /** Where the cells are that visitors paint; null = nobody could say. */
  chart(): Promise<PaintMap | null>;
  close(): void;
}

/** What the link needs of a browser. */
export interface BoardPlace {
  readonly fetch: (path: string, how?: RequestInit) => Promise<Response>;
  readonly page: Pick<Document, "hidden" | "addEventListener" | "removeEventListener">;
}

const PATH = "api/v1/vote";
const PAINT = "api/v1/paint";
const STORY = "api/v1/story";
/** Up to so much of a wait is taken off by chance, so that a hall of phones does not ask as one. */
const SPREAD = 0.3;
const NOT_HEARD = "Your choice did not arrive. Please choose again.";
const NOT_READ = "It did not arrive. Please send it again.";

/** Look at the board as often as it allows, and at once when somebody looks at the page again. */
export function openBoardLink({ fetch, page }: BoardPlace, events: BoardEvents): BoardLink {
  let failures = 0;
  let isClosed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function wait(seconds: number): void {
    clearTimeout(timer);
    if (!isClosed && !page.hidden) timer = setTimeout(look, seconds * 1000 * (1 - SPREAD * Math.random()));
  }

  function take(view: VisitorView): void {
    failures = 0;
    if (isClosed) return;
    events.view(view);
    // Just after the end there is something to see: the result.
    const end = view.asked === null ? Infinity : view.asked.remaining_s + 1;
    wait(Math.min(view.look_again_s, Math.max(1, end)));
  }

  async function look(): Promise<void> {
    try {
      const reply = await fetch(PATH, { cache: "no-store" });
      if (!reply.ok) throw new Error(`the house answered ${reply.status}`);
      take((await reply.json()) as VisitorView);
    } catch {
      if (!isClosed) events.lost();
      wait(retryDelay(failures++, Math.random()) / 1000 + 1);
    }
  }

  async function send(path: string, paper: BallotPaper | StrokePaper | TalePaper, otherwise = NOT_HEARD): Promise<string | null> {
    try {
      const reply = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(paper) });
      const document: unknown = await reply.json();
      if (reply.ok) {
        take(document as VisitorView);
        return null;
      }
      const detail = (document as { readonly detail?: unknown }).detail;
      wait(1);
      return typeof detail === "string" ? sentence(detail) : otherwise;
    } catch {
      return otherwise;
    }
  }

  function wake(): void {
    clearTimeout(timer);
    if (!page.hidden) void look();
  }

  page.addEventListener("visibilitychange", wake);
  void look();
  return {
    vote: (vote, answer) => send(PATH, { vote, answer }),
    paint: (paint, color) => send(PAINT, { paint, color }),
    tell: (story, text) => send(STORY, { story, text }, NOT_READ),
    async chart() {
      try {
        const reply = await fetch(`${PAINT}/map`, { cache: "no-store" });
        return reply.ok ? ((await reply.json()) as PaintMap) : null;
      } catch {
        return null;
      }
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      page.removeEventListener("visibilitychange", wake);
    },
  };
}

/** `this is not asked any more` → `This is not asked any more.` */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
