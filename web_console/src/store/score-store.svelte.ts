import type { EditAnswer, History } from "../generated/protocol";
import type { ScoreLink } from "../link/score";

/** What the page knows of the show file and its history, replaced whole. */
export interface ScoreState {
  readonly history: History | null;
  /** Why there is no history to show, empty = there is one or it is on its way. */
  readonly trouble: string;
  /** What was asked and is not answered yet, e.g. `undo`. One at a time. */
  readonly pending: string | null;
}

export interface ScoreStore {
  readonly state: ScoreState;
  /** Ask for one change and wait for the answer. While another one is on its way this one is refused, never kept. */
  act(key: string, ask: (link: ScoreLink) => Promise<EditAnswer>): Promise<EditAnswer>;
  /** Ask for the history again; the newest answer counts. */
  refresh(): Promise<void>;
}

const BUSY: EditAnswer = { ok: false, text: "Not sent: the change before is not answered yet.", hash: "", mistakes: [] };

/** Make the page's one knowledge of the show file. */
export function createScoreStore(link: ScoreLink): ScoreStore {
  let state = $state.raw<ScoreState>({ history: null, trouble: "", pending: null });
  let asked = 0;

  async function refresh(): Promise<void> {
    asked += 1;
    const mine = asked;
    try {
      const history = await link.history();
      if (mine === asked) state = { ...state, history, trouble: "" };
    } catch (error) {
      if (mine === asked) state = { ...state, trouble: error instanceof Error ? error.message : String(error) };
    }
  }

  return {
    get state() {
      return state;
    },
    refresh,
    async act(key, ask) {
      if (state.pending !== null) return BUSY;
      state = { ...state, pending: key };
      const answer = await ask(link);
      state = { ...state, pending: null };
      await refresh();
      return answer;
    },
  };
}
