import { expect, test } from "vitest";
import type { VisitorView } from "../src/generated/protocol";
import type { BoardLink } from "../src/visitor/board-link";
import { createStudio } from "../src/visitor/studio.svelte";

const OWN = { name: "tile-1", place: 0, color: "", again_s: 0 };

function view(is_full: boolean, own: VisitorView["own"] = null): VisitorView {
  const paint = { id: "tiles", ask: "Colour a tile", colors: [], remaining_s: 60, keeps_s: 60, painters: 0, is_full };
  return { show: "Test", asked: null, mine: null, last: null, paint, own, story: null, told: null, look_again_s: 2 };
}

test("where all lights are taken a page asks once, and once more when its own is forgotten", async () => {
  const asked: string[] = [];
  const link: BoardLink = {
    vote: () => Promise.resolve(null),
    paint: (paint) => Promise.resolve(asked.push(paint) > 0 ? "every light is taken" : null),
    tell: () => Promise.resolve(null),
    chart: () => Promise.resolve({ paint: "tiles", points: [[0, 0]] }),
    close: () => undefined,
  };
  const studio = createStudio(() => link);
  const hear = async (news: VisitorView, now: number): Promise<void> => {
    studio.take(news, now);
    await new Promise((done) => setTimeout(done));
  };
  for (const now of [0, 11_000, 22_000]) await hear(view(true), now);
  expect(asked).toHaveLength(1);
  await hear(view(false, OWN), 33_000);
  for (const now of [44_000, 55_000, 66_000]) await hear(view(true), now);
  expect(asked).toHaveLength(2);
  for (const now of [77_000, 88_000]) await hear(view(false), now);
  expect(asked).toHaveLength(4);
});

test("whoever was told that all lights are taken asks as soon as one is free", async () => {
  let asked = 0;
  const link: BoardLink = {
    vote: () => Promise.resolve(null),
    paint: () => Promise.resolve(asked++ < 0 ? null : "every light is taken"),
    tell: () => Promise.resolve(null),
    chart: () => Promise.resolve({ paint: "tiles", points: [[0, 0]] }),
    close: () => undefined,
  };
  const studio = createStudio(() => link);
  const hear = async (news: VisitorView, now: number): Promise<void> => {
    studio.take(news, now);
    await new Promise((done) => setTimeout(done));
  };
  await hear(view(true), 0);
  await hear(view(false), 2_000);
  expect(asked).toBe(2);
  await hear(view(false), 4_000);
  expect(asked).toBe(2);
});
