import { expect, it } from "vitest";
import { perspective } from "../src/projector/corners";
import { fractureOf } from "../src/projector/fracture";
import { fitted, inkOf, wrapped } from "../src/projector/letters";
import { streamPlace } from "../src/projector/place";
import { type Point, css, encode, surfaceOf } from "../src/projector/surface";

const STILL: Point = [0, 0];

/** A whole picture at home, with some slots of it changed; slots count from 1 as in the reference. */
function slots(changed: Record<number, number> = {}): Uint8Array {
  const home = new Uint8Array(35);
  for (const place of [7, 8, 10, 20, 22, 24, 26, 28, 30, 32, 34]) home[place - 1] = 128;
  for (const [slot, value] of Object.entries(changed)) home[Number(slot) - 1] = value;
  return home;
}

it("paints slots as linear light, dimmer times colour, encoded as sRGB", () => {
  const lit = surfaceOf(Uint8Array.of(255, 255, 0, 55, 0));
  expect(css(lit.color, lit.level)).toBe("rgb(255, 0, 128)");
  const half = surfaceOf(Uint8Array.of(128, 255, 255, 255, 0));
  expect(css(half.color, half.level)).toBe("rgb(188, 188, 188)");
  expect([encode(0), encode(7)]).toEqual([0, 255]);
});

it("takes a short mode for a whole picture without a gobo, and does not stumble over no slots at all", () => {
  for (const bytes of [Uint8Array.of(255, 255, 255, 255, 2), new Uint8Array(0)]) {
    expect(surfaceOf(bytes)).toMatchObject({ gobo: 0, blank: 0, tear: 0, pixelate: 0, seam: 0, corners: [STILL, STILL, STILL, STILL] });
  }
});

it("reads every part of a picture, and nothing is moved at home", () => {
  expect(surfaceOf(slots())).toMatchObject({ gobo: 0, at: STILL, corners: [STILL, STILL, STILL, STILL] });
  const broken = surfaceOf(slots({ 5: 3, 6: 70, 12: 17, 13: 51, 14: 102, 15: 153, 16: 204, 20: 255, 21: 255, 34: 0, 35: 0 }));
  expect(broken).toMatchObject({ text: 3, gobo: 2, fracture: 17, blank: 0.2, tear: 0.4, pixelate: 0.6, seam: 0.8 });
  expect(broken.corners[0][0]).toBeCloseTo(0.25, 4);
  expect(broken.corners[3][1]).toBeCloseTo(-0.25, 4);
});

it("lets bright letters fade with the dimmer, and keeps dark ones dark through a whole fade over a bright colour", () => {
  const inkAt = (dimmer: number, red: number, green: number): string => inkOf(surfaceOf(Uint8Array.of(dimmer, red, green, 40, 1)));
  expect(inkAt(0, 0, 0)).toBe("rgb(0, 0, 0)");
  expect(inkAt(255, 0, 0)).not.toBe(inkAt(40, 0, 0));
  for (const dimmer of [255, 100, 3, 0]) expect(inkAt(dimmer, 255, 220)).toBe("rgb(0, 0, 0)");
  expect(inkOf(surfaceOf(slots({ 1: 255, 2: 255, 3: 255, 6: 70 }))), "in a gobo there is no colour to stand on").not.toBe("rgb(0, 0, 0)");
});

it("breaks texts into lines that fit, and leaves a long word alone on its line", () => {
  const measure = (line: string): number => line.length;
  expect(wrapped("what was broken is gold", 10, measure)).toEqual(["what was", "broken is", "gold"]);
  expect(wrapped("unbreakableword a\nb", 5, measure)).toEqual(["unbreakableword", "a", "b"]);
});

it("breaks a picture along the same lines as every other program", () => {
  const seven = fractureOf(7);
  expect(seven.gone.map(([begin]) => begin.toFixed(4))).toEqual(["0.6745", "0.5379", "0.3923", "0.1926", "0.8371", "0.0000"]);
  expect(seven.lines[0]?.map((y) => y.toFixed(4))).toEqual(["0.1798", "0.1795", "0.1423", "0.1694", "0.1388"]);
  expect(seven.slips.map((slip) => slip.toFixed(4))).toEqual(["0.1941", "-0.1806", "0.2165", "-0.1793", "0.1280", "-0.1562"]);
  expect(fractureOf(200).gone.map(([, end]) => end.toFixed(4))).toEqual(["0.8572", "0.6920", "0.0788", "0.3939", "1.0000"]);
});

it("moves the corners in perspective, and leaves a straight picture as it is", () => {
  expect(perspective([STILL, STILL, STILL, STILL], 800, 600)).toBe("");
  const moved: [Point, Point, Point, Point] = [[0.1, 0.05], [-0.2, 0], [0, -0.1], [0.05, 0.2]];
  const matrix = perspective(moved, 800, 600).slice("matrix3d(".length, -1).split(",").map(Number);
  const to = (x: number, y: number): number[] => {
    const [a, d, , g, b, e, , h, , , , , c, f, , w] = matrix as [number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number];
    const below = g * x + h * y + w;
    return [(a * x + b * y + c) / below, (d * x + e * y + f) / below];
  };
  [[80, 30], [640, 0], [800, 540], [40, 720]].forEach(([x, y], corner) => {
    const [u, v] = to(...([[0, 0], [800, 0], [800, 600], [0, 600]][corner] as [number, number]));
    expect(u).toBeCloseTo(x ?? 0, 3);
    expect(v).toBeCloseTo(y ?? 0, 3);
  });
});

it("finds fixture and port in the page's address, the address before the server's word", () => {
  const at = (page: string, injected: string | null) => streamPlace(new URL(page), injected);
  expect(at("http://box:8000/projector/screen", null)).toEqual({ fixture: "screen", address: "ws://box:8001/fixture/screen" });
  expect(at("http://box/projector/screen", "8101").address).toBe("ws://box:8101/fixture/screen");
  expect(at("https://box/projector/screen?port=9", "8101").address).toBe("wss://box:9/fixture/screen");
  expect(at("http://box/projector/screen/?port=nonsense", "x").address).toBe("ws://box:8001/fixture/screen");
});

it("letters are as large as always, or smaller where a text would not fit, and a word too long is broken", () => {
  const measure = (line: string, em: number): number => line.length * em * 0.5;
  const wall = { width: 1280, height: 720 };
  const short = fitted("What was broken is gold.", wall, measure);
  expect(short.lines).toEqual(["What was broken is gold."]);
  const long = fitted("I mended the cup that my mother gave me, and ".repeat(4).trim(), wall, measure);
  expect(long.em).toBeLessThan(short.em);
  expect(long.lines.length * long.em * 1.15).toBeLessThanOrEqual(720 * 0.86);
  const word = fitted("a".repeat(200), wall, measure);
  expect(word.lines.join("")).toBe("a".repeat(200));
  for (const line of word.lines) expect(measure(line, word.em)).toBeLessThanOrEqual(1280 * 0.86);
});
