import { expect, it } from "vitest";
import { encode, pictureOf } from "../src/projector/picture";
import { streamPlace } from "../src/projector/place";

const TEXTS = ["NEO LUMINE", "mended"];

it("paints slots as linear light, dimmer times colour, encoded as sRGB", () => {
  expect(pictureOf(Uint8Array.of(255, 255, 0, 55, 0), []).background).toBe("rgb(255, 0, 128)");
  expect(pictureOf(Uint8Array.of(128, 255, 255, 255, 0), []).background).toBe("rgb(188, 188, 188)");
  expect(encode(0)).toBe(0);
  expect(encode(7)).toBe(255);
});

it("shows the text whose number stands in the last slot, and none for 0 or a number that has no text", () => {
  const textOf = (number: number): string => pictureOf(Uint8Array.of(255, 0, 0, 0, number), TEXTS).text;
  expect([0, 1, 2, 3, 255].map(textOf)).toEqual(["", "NEO LUMINE", "mended", "", ""]);
});

it("lets bright letters fade with the dimmer", () => {
  const inkAt = (dimmer: number): string => pictureOf(Uint8Array.of(dimmer, 0, 0, 40, 1), TEXTS).ink;
  expect(inkAt(0)).toBe("rgb(0, 0, 0)");
  expect(inkAt(255)).not.toBe(inkAt(40));
});

it("keeps dark letters dark through a whole fade over a bright colour", () => {
  for (const dimmer of [255, 100, 3, 0]) expect(pictureOf(Uint8Array.of(dimmer, 255, 220, 60, 1), TEXTS).ink).toBe("rgb(0, 0, 0)");
});

it("does not stumble over too few slots", () => {
  expect(pictureOf(new Uint8Array(0), TEXTS)).toEqual({ background: "rgb(0, 0, 0)", text: "", ink: "rgb(0, 0, 0)" });
});

it("finds fixture and port in the page's address, the address before the server's word", () => {
  const at = (page: string, injected: string | null) => streamPlace(new URL(page), injected);
  expect(at("http://box:8000/projector/screen", null)).toEqual({ fixture: "screen", address: "ws://box:8001/fixture/screen" });
  expect(at("http://box/projector/screen", "8101").address).toBe("ws://box:8101/fixture/screen");
  expect(at("https://box/projector/screen?port=9", "8101").address).toBe("wss://box:9/fixture/screen");
  expect(at("http://box/projector/screen/?port=nonsense", "x").address).toBe("ws://box:8001/fixture/screen");
});
