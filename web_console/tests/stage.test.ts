import { describe, expect, it } from "vitest";
import { cellAt, fitTo, placeOf } from "../src/stage/fit";
import { layOut, nearestNeighbour } from "../src/stage/layout";
import { summarise } from "../src/stage/summary";

const GRID = Array.from({ length: 256 }, (_, i) => [(i % 16) * 0.25, Math.floor(i / 16) * 0.25, 0] as const);

describe("the layout", () => {
  it("finds the nearest neighbour as a search of all pairs does", () => {
    const points = Float32Array.from({ length: 600 }, (_, i) => ((i * 7919) % 1009) / 100);
    const found = nearestNeighbour(points, 300);
    for (let cell = 0; cell < 300; cell += 1) {
      let nearest = Infinity;
      for (let other = 0; other < 300; other += 1) {
        const far = Math.hypot((points[2 * cell] ?? 0) - (points[2 * other] ?? 0), (points[2 * cell + 1] ?? 0) - (points[2 * other + 1] ?? 0));
        if (far > 1e-6) nearest = Math.min(nearest, far);
      }
      expect(found[cell]).toBeCloseTo(nearest, 4);
    }
  });

  it("sizes dots by their spacing and keeps a lonely one small", () => {
    const { spacing } = layOut([...GRID, [40, 0, 0]]);
    expect(spacing[0]).toBeCloseTo(0.25);
    expect(spacing[256]).toBeCloseTo(0.625);
  });

  it("sees a hanging rig from the front and a lying one from above", () => {
    expect([...layOut([[0, 0, 0], [0, 2, 1]]).points]).toEqual([0, 0, 0, expect.closeTo(1.65)]);
    expect([...layOut([[0, 1, 0], [0, 1, 3]]).points]).toEqual([0, 1, 0, -2]);
  });

  it("stands with no cells, one cell, and cells in one place", () => {
    for (const positions of [[], [[1, 2, 3]], [[1, 2, 3], [1, 2, 3]]] as const) {
      const layout = layOut(positions);
      expect(Number.isFinite(fitTo(layout.bounds, 300, 200).scale)).toBe(true);
    }
  });
});

describe("picking", () => {
  const layout = layOut(GRID);
  const fit = fitTo(layout.bounds, 800, 600);

  it("names the cell under the pointer, and none beside the rig", () => {
    for (const cell of [0, 17, 255]) expect(cellAt(layout, fit, ...placeOf(layout, fit, cell))).toBe(cell);
    expect(cellAt(layout, fit, 1, 1)).toBeNull();
  });

  it("fits every cell into the canvas, with y upwards", () => {
    const [left, low] = placeOf(layout, fit, 0);
    const [right, high] = placeOf(layout, fit, 255);
    expect(left).toBeGreaterThan(0);
    expect(right).toBeLessThan(800);
    expect(low).toBeGreaterThan(high);
  });
});

it("sums up light for people who do not see it", () => {
  const light = Uint8Array.of(255, 0, 0, 0, 0, 0);
  expect(summarise(light, [0])).toEqual({ level: 1, rgb: [255, 0, 0] });
  expect(summarise(light, [0, 1])).toEqual({ level: 128 / 255, rgb: [128, 0, 0] });
  expect(summarise(null, [0])).toEqual({ level: 0, rgb: [0, 0, 0] });
});
