import { expect, test } from "vitest";
import { signsIn, signsOf } from "../src/logic/signs";

test("signs are counted as people count them, and lines as one", () => {
  expect(signsOf("  a\n\n b  ")).toBe(3);
  expect(signsOf("👋🏽🇩🇪e\u0301")).toBe(3);
  expect(signsOf("")).toBe(0);
  expect(signsIn("x👋🏽")).toEqual(["x", "👋🏽"]);
});
