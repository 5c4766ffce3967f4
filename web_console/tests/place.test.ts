import { expect, test } from "vitest";
import { dotSize, dotsPath, placeWords, type Point } from "../src/visitor/place";

const GRID: Point[] = Array.from({ length: 16 }, (_, n) => [((n % 4) * 1000) / 3, (Math.floor(n / 4) * 1000) / 3]);
const LINE: Point[] = Array.from({ length: 5 }, (_, n) => [n * 250, 0]);

test("a place is told as one would tell somebody who looks for it", () => {
  expect(placeWords(GRID, 0)).toBe("at the top, on the left");
  expect(placeWords(GRID, 15)).toBe("at the bottom, on the right");
  expect(placeWords(GRID, 5)).toBe("in the middle");
  expect(placeWords(LINE, 0)).toBe("on the left");
  expect(placeWords(LINE, 2)).toBe("in the middle");
  expect(placeWords([[0, 0]], 0)).toBe("");
  expect(placeWords(GRID, 99)).toBe("");
});

test("dots of a map do not touch, and there is one for each light", () => {
  expect(2 * dotSize(GRID)).toBeLessThan(1000 / 3);
  expect(2 * dotSize(LINE)).toBeLessThan(250);
  expect(dotsPath(GRID, 10).match(/M/g)).toHaveLength(16);
});
