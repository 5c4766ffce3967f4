import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { VisitorView } from "../src/generated/protocol";
import { openBoardLink } from "../src/visitor/board-link";

const QUIET: VisitorView = { show: "Test", asked: null, mine: null, last: null, paint: null, own: null, story: null, told: null, look_again_s: 4 };
const ASKED: VisitorView = {
  ...QUIET,
  asked: { id: "q", ask: "Shall it?", answers: ["yes", "no"], remaining_s: 20, voters: 0 },
};

/** A house that answers what it is told, and a page that can be hidden. */
function place() {
  const asked: { path: string; how: RequestInit | undefined }[] = [];
  let answer = (): Promise<Response> => Promise.resolve(Response.json(QUIET));
  let wake = (): void => undefined;
  const page = {
    hidden: false,
    addEventListener: (_name: string, heard: EventListenerOrEventListenerObject) => (wake = heard as () => void),
    removeEventListener: () => (wake = () => undefined),
  };
  return {
    asked,
    page,
    wake: () => wake(),
    answers: (next: () => Promise<Response>) => (answer = next),
    place: {
      page: page as unknown as Document,
      fetch: (path: string, how?: RequestInit) => {
        asked.push({ path, how });
        return answer();
      },
    },
  };
}
const heard: VisitorView[] = [];
let lost = 0;
const events = { view: (view: VisitorView) => heard.push(view), lost: () => (lost += 1) };

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  heard.length = lost = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("it looks at once and again as often as the house allows", async () => {
  const house = place();
  const link = openBoardLink(house.place, events);
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toEqual([QUIET]);
  await vi.advanceTimersByTimeAsync(3900);
  expect(house.asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(house.asked).toHaveLength(2);
  link.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(house.asked).toHaveLength(2);
});

test("it looks soon after a vote ends, though thousands look seldom", async () => {
  const house = place();
  house.answers(() => Promise.resolve(Response.json({ ...ASKED, asked: { ...ASKED.asked, remaining_s: 3 }, look_again_s: 30 })));
  const link = openBoardLink(house.place, events);
  await vi.advanceTimersByTimeAsync(4100);
  expect(house.asked).toHaveLength(2);
  link.close();
});

test("a page that nobody looks at asks nothing, and asks at once when somebody does again", async () => {
  const house = place();
  const link = openBoardLink(house.place, events);
  await vi.advanceTimersByTimeAsync(0);
  house.page.hidden = true;
  house.wake();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(house.asked).toHaveLength(1);
  house.page.hidden = false;
  house.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(house.asked).toHaveLength(2);
  link.close();
});

test("a house that does not answer is told, and asked again ever more seldom", async () => {
  const house = place();
  house.answers(() => Promise.reject(new TypeError("no network")));
  const link = openBoardLink(house.place, events);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lost).toBeGreaterThan(5);
  expect(lost).toBeLessThan(20);
  house.answers(() => Promise.resolve(Response.json(ASKED)));
  await vi.advanceTimersByTimeAsync(7000);
  expect(heard.at(-1)).toEqual(ASKED);
  link.close();
});

test("a vote is shown as counted only after the house said so", async () => {
  const house = place();
  const link = openBoardLink(house.place, events);
  house.answers(() => Promise.resolve(Response.json({ ...ASKED, mine: "yes" })));
  expect(await link.vote("q", "yes")).toBeNull();
  expect(house.asked.at(-1)).toEqual({
    path: "api/v1/vote",
    how: { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"vote":"q","answer":"yes"}' },
  });
  expect(heard.at(-1)?.mine).toBe("yes");
  house.answers(() => Promise.resolve(Response.json({ detail: "this is not asked any more" }, { status: 409 })));
  expect(await link.vote("q", "no")).toBe("This is not asked any more.");
  house.answers(() => Promise.reject(new TypeError("no network")));
  expect(await link.vote("q", "no")).toBe("Your choice did not arrive. Please choose again.");
  expect(heard.at(-1)?.mine).toBe("yes");
  link.close();
});

test("what a visitor tells is sent as it was written, and a refusal is said in a sentence", async () => {
  const house = place();
  const link = openBoardLink(house.place, events);
  house.answers(() => Promise.resolve(Response.json({ ...QUIET, told: { again_s: 60 } })));
  expect(await link.tell("memories", "A cup\nand more")).toBeNull();
  expect(house.asked.at(-1)?.path).toBe("api/v1/story");
  expect(house.asked.at(-1)?.how?.body).toBe('{"story":"memories","text":"A cup\\nand more"}');
  house.answers(() => Promise.resolve(Response.json({ detail: "nobody tells any more" }, { status: 409 })));
  expect(await link.tell("memories", "A cup")).toBe("Nobody tells any more.");
  house.answers(() => Promise.reject(new TypeError("no network")));
  expect(await link.tell("memories", "A cup")).toBe("It did not arrive. Please send it again.");
  link.close();
});
