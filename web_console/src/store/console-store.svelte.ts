import type { Intent, Snapshot } from "../generated/protocol";
import type { Answer, ConsoleLink, LinkEvents } from "../link/console-link";
import { type HouseLight, nextHouseLight } from "../logic/health";
import { reloadNews } from "../logic/score";
import type { Outline } from "../rig/outline";
import { commandKey } from "./commands";

/** `connecting`: never heard anything yet. `offline`: what is on the screen is the past. */
export type Connection = "connecting" | "live" | "offline";

/** A sentence for the operator about something that did not happen, or that happened out of sight. */
export interface Notice {
  readonly number: number;
  readonly text: string;
  readonly is_good: boolean;
}

/** Everything the console knows, replaced whole. */
export interface ConsoleState {
  readonly connection: Connection;
  /** This page only looks: what it asks for is refused. */
  readonly is_looking: boolean;
  readonly outline: Outline | null;
  readonly snapshot: Snapshot | null;
  readonly house: HouseLight | null;
  /** Wall time of the last message, for the offline banner. */
  readonly last_heard: Date | null;
  /** Commands on their way, by `commandKey`. */
  readonly pending: ReadonlySet<string>;
  readonly notice: Notice | null;
  /** How many GOs were refused, so that each can be shown. */
  readonly refused_gos: number;
}

const EMPTY: ConsoleState = {
  connection: "connecting",
  is_looking: false,
  outline: null,
  snapshot: null,
  house: null,
  last_heard: null,
  pending: new Set(),
  notice: null,
  refused_gos: 0,
};

export interface ConsoleStore {
  readonly state: ConsoleState;
  /** The controls are on: the engine hears, and this page may ask for something. */
  readonly canAct: boolean;
  /** What the link calls. */
  readonly events: LinkEvents;
  /** Send a command through a link, showing it as pending until it is answered. */
  act(link: ConsoleLink, intent: Intent): Promise<Answer>;
  /** Approve or dismiss several incidents, showing them as pending by `answer key` until all are answered. */
  actEach(link: ConsoleLink, answer: "approve" | "dismiss", incidents: readonly string[], key: string): Promise<Answer>;
  /** Say something that no message of the engine says. */
  tell(text: string, isGood: boolean): void;
  dismissNotice(): void;
}

/** Make the page's one store. */
export function createConsoleStore(): ConsoleStore {
  let state = $state.raw<ConsoleState>(EMPTY);
  let lastHeard: Date | null = null;
  const open: string[] = [];

  const change = (part: Partial<ConsoleState>): void => {
    state = { ...state, ...part };
  };
  const taken = (snapshot: Snapshot): Partial<ConsoleState> => ({ snapshot, house: nextHouseLight(state.house, snapshot) });
  const tell = (text: string, isGood: boolean): void =>
    change({ notice: { number: (state.notice?.number ?? 0) + 1, text, is_good: isGood } });
  const notify = (text: string): void => tell(text, false);
  async function pend(key: string, sent: Promise<Answer>): Promise<Answer> {
    open.push(key);
    change({ pending: new Set(open) });
    const answer = await sent;
    open.splice(open.indexOf(key), 1);
    change({ pending: new Set(open) });
    if (answer.kind !== "done") notify(answer.text);
    return answer;
  }

  return {
    get state() {
      return state;
    },
    get canAct() {
      return state.connection === "live" && !state.is_looking;
    },
    events: {
      hello: (outline, snapshot, role) =>
        change({ connection: "live", is_looking: role !== "operator", outline, ...taken(snapshot) }),
      snapshot: (snapshot) => {
        const news = reloadNews(state.snapshot, snapshot);
        change(taken(snapshot));
        if (news !== null) tell(news.text, news.ok);
      },
      complaint: notify,
      heard: () => {
        lastHeard = new Date();
      },
      offline: () => change({ connection: "offline", last_heard: lastHeard }),
    },
    async act(link, intent) {
      const answer = await pend(commandKey(intent), link.send(intent));
      if (answer.kind === "refused" && intent.kind === "go") change({ refused_gos: state.refused_gos + 1 });
      return answer;
    },
    actEach: (link, answer, incidents, key) => pend(`${answer} ${key}`, link.sendEach(answer, incidents)),
    tell,
    dismissNotice: () => change({ notice: null }),
  };
}
