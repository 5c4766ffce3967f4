import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RENEW_MS, createFlash } from "../src/logic/flash";
import { heldGroups, readSetting } from "../src/logic/hands";
import { isSolo, toggledSolo } from "../src/logic/solo";

describe("a flash", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is said again while it is held, and let go once", () => {
    const said: boolean[] = [];
    const flash = createFlash((held) => said.push(held));
    flash.press();
    flash.press();
    vi.advanceTimersByTime(2.5 * RENEW_MS);
    flash.release();
    flash.release();
    vi.advanceTimersByTime(5 * RENEW_MS);
    expect(said).toEqual([true, true, true, false]);
  });

  it("says nothing more once the connection is gone", () => {
    const said: boolean[] = [];
    const flash = createFlash((held) => said.push(held));
    flash.press();
    flash.drop();
    vi.advanceTimersByTime(5 * RENEW_MS);
    flash.release();
    expect(said).toEqual([true]);
  });
});

describe("solo", () => {
  it("adds and takes away zones, and ends with the last", () => {
    expect(toggledSolo(null, "wall")).toBe("wall");
    expect(toggledSolo("wall", "stage")).toBe("wall, stage");
    expect(toggledSolo("wall, stage", "wall")).toBe("stage");
    expect(toggledSolo("stage", "stage")).toBeNull();
  });

  it("knows which zones shine, and leaves other words alone", () => {
    expect(isSolo("tile 1-8, wall", "wall")).toBe(true);
    expect(isSolo("wallpaper", "wall")).toBe(false);
    expect(toggledSolo("tile 1-8, wall", "wall")).toBe("tile 1-8");
  });
});

describe("what is held", () => {
  it("stands once for each hand and selection", () => {
    const hold = { who: "ana", selector: "wall", attribute: "level", value: "50%", is_released: false };
    const groups = heldGroups([hold, { ...hold, attribute: "color", value: "#ffc846" }, { ...hold, who: "bo" }]);
    expect(groups.map((group) => [group.who, group.words])).toEqual([
      ["ana", "level 50%, color #ffc846"],
      ["bo", "level 50%"],
    ]);
  });
});

describe("what is to be set by hand", () => {
  it("is read attribute by attribute, and a text runs to the end", () => {
    expect(readSetting(" pan 30deg, gobo Leaves,palette left ")).toEqual({ pan: "30deg", gobo: "Leaves", palette: "left" });
    expect(readSetting("level 40%, text Good evening, all")).toEqual({ level: "40%", text: "Good evening, all" });
    expect(readSetting("text")).toEqual({ text: "" });
  });

  it("is nothing where a value is missing", () => {
    expect([readSetting(""), readSetting("pan"), readSetting("pan , tilt 3")]).toEqual([null, null, null]);
  });
});
