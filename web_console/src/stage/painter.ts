import type { FrameFeed } from "../link/frame-feed";
import type { Frame } from "../link/frame";
import type { Run } from "../rig/runs";
import { type Fit, fitTo } from "./fit";
import type { StageLayout } from "./layout";
import { type Rgb, type StageColors, type StageRenderer, createRenderer } from "./renderer";

/** Keeps a canvas showing the newest emitted frame. */
export interface StagePainter {
  /** In CSS pixels, for picking. */
  readonly fit: Fit;
  /** Frames drawn since it was asked last. */
  takeCount(): number;
  /** Outline these dots. */
  mark(dots: readonly Run[], token: string): void;
  close(): void;
}

/** Start painting; null = this browser has no WebGL2. */
export function paintStage(canvas: HTMLCanvasElement, layout: StageLayout, frames: FrameFeed): StagePainter | null {
  let renderer: StageRenderer | null = createRenderer(canvas, layout);
  if (renderer === null) return null;
  let drawn: Frame | null = null;
  let isDirty = true;
  let count = 0;
  let request = 0;
  let fit = fitTo(layout.bounds, 1, 1);
  const marks = new Uint8Array(layout.count);
  let colors: StageColors = { unlit: tokenColor(canvas, "--raised"), marker: tokenColor(canvas, "--fault") };

  function size(): void {
    const fine = renderer?.is_software === true ? 1 : Math.min(2, window.devicePixelRatio);
    const { width, height } = canvas.getBoundingClientRect();
    canvas.width = Math.max(1, Math.round(width * fine));
    canvas.height = Math.max(1, Math.round(height * fine));
    fit = fitTo(layout.bounds, Math.max(1, width), Math.max(1, height));
    isDirty = true;
  }

  function draw(): void {
    request = requestAnimationFrame(draw);
    const frame = frames.latest;
    if (renderer === null || (frame === drawn && !isDirty)) return;
    const fine = canvas.width / fit.width;
    const light = frame !== null && frame.payload.length === layout.count * 3 ? frame.payload : null;
    renderer.draw({ fit: { ...fit, scale: fit.scale * fine, width: canvas.width, height: canvas.height }, light, marks, colors });
    if (frame !== drawn) count += 1;
    drawn = frame;
    isDirty = false;
    frames.shown();
  }

  const lose = (event: Event): void => {
    event.preventDefault();
    renderer = null;
  };
  const restore = (): void => {
    renderer = createRenderer(canvas, layout);
    size();
  };
  canvas.addEventListener("webglcontextlost", lose);
  canvas.addEventListener("webglcontextrestored", restore);
  const watch = new ResizeObserver(size);
  watch.observe(canvas);
  size();
  draw();

  return {
    get fit() {
      return fit;
    },
    takeCount() {
      const taken = count;
      count = 0;
      return taken;
    },
    mark(dots, token) {
      marks.fill(0);
      for (const [first, length] of dots) marks.fill(1, first, first + length);
      colors = { ...colors, marker: tokenColor(canvas, token) };
      isDirty = true;
    },
    close() {
      cancelAnimationFrame(request);
      watch.disconnect();
      canvas.removeEventListener("webglcontextlost", lose);
      canvas.removeEventListener("webglcontextrestored", restore);
      renderer?.close();
    },
  };
}

/** A colour of the style sheet as 0..1; tokens are written #rrggbb. */
function tokenColor(element: Element, token: string): Rgb {
  const text = getComputedStyle(element).getPropertyValue(token).trim();
  const part = (from: number): number => Number.parseInt(text.slice(from, from + 2), 16) / 255 || 0;
  return [part(1), part(3), part(5)];
}
