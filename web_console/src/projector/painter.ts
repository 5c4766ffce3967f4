import { type Fracture, fractureOf } from "./fracture";
import { drawGobo } from "./gobo";
import { drawLetters } from "./letters";
import { type Surface, css } from "./surface";

/** Width of a seam, parts of the height. */
const SEAM = 0.012;

/** Draws the pictures of one projector. */
export interface Painter {
  /** Draw a picture on the wall; called for new frames only. */
  paint(surface: Surface, text: string): void;
}

/**
 * Make the painter of a canvas.
 *
 * The whole picture is drawn aside first; what is broken of it is cut out of that. A picture that is whole is drawn at once.
 *
 * @param wall the canvas; its size is that of the picture.
 * @param font CSS family of the letters.
 */
export function createPainter(wall: HTMLCanvasElement, font: string): Painter {
  const [aside, blocks] = [document.createElement("canvas"), document.createElement("canvas")];
  const [brush, asideBrush, blockBrush] = [brushOf(wall), brushOf(aside), brushOf(blocks)];
  let fracture: { readonly number: number; readonly lines: Fracture } | null = null;

  function draw(target: CanvasRenderingContext2D, surface: Surface, text: string): void {
    drawGobo(target, surface, target.canvas.width, target.canvas.height);
    if (text !== "") drawLetters(target, surface, text, font);
  }

  function paint(surface: Surface, text: string): void {
    const { width, height } = wall;
    if (width === 0 || height === 0) return;
    if (surface.tear === 0 && surface.pixelate === 0) draw(brush, surface, text);
    else {
      resize(aside, width, height);
      draw(asideBrush, surface, text);
      const source = surface.pixelate === 0 ? aside : coarse(surface.pixelate, width, height);
      if (surface.tear === 0) place(brush, source, 0, width, height);
      else tear(source, surface, bandsOf(surface.fracture));
    }
    if (surface.blank > 0) blank(surface, bandsOf(surface.fracture));
    if (surface.seam > 0) seam(surface, bandsOf(surface.fracture));
  }

  /** Shrink to a pixel a block, each its mean: by halves, since browsers look at four neighbours alone. */
  function coarse(pixelate: number, width: number, height: number): HTMLCanvasElement {
    const across = Math.min(width, Math.max(1, Math.round(8 / pixelate)));
    const down = Math.min(height, Math.max(1, Math.round((across * height) / width)));
    let [w, h] = [width, height];
    resize(blocks, Math.max(width, 1), Math.max(height, 1));
    blockBrush.imageSmoothingEnabled = true;
    blockBrush.drawImage(aside, 0, 0);
    while (w > across || h > down) {
      const [smaller, lower] = [Math.max(across, Math.ceil(w / 2)), Math.max(down, Math.ceil(h / 2))];
      blockBrush.drawImage(blocks, 0, 0, w, h, 0, 0, smaller, lower);
      [w, h] = [smaller, lower];
    }
    asideBrush.imageSmoothingEnabled = false;
    asideBrush.drawImage(blocks, 0, 0, across, down, 0, 0, width, height);
    return aside;
  }

  function tear(source: HTMLCanvasElement, surface: Surface, { lines, slips }: Fracture): void {
    const { width, height } = wall;
    slips.forEach((slip, band) => {
      brush.save();
      brush.beginPath();
      outline(brush, lines[band - 1], lines[band], width, height);
      brush.clip();
      place(brush, source, Math.round(surface.tear * slip * width), width, height);
      brush.restore();
    });
  }

  function blank(surface: Surface, { lines, gone }: Fracture): void {
    const { width, height } = wall;
    brush.fillStyle = "black";
    gone.forEach(([begin, end], band) => {
      const part = Math.min(1, Math.max(0, (surface.blank - begin) / (end - begin)));
      if (part === 0) return;
      brush.save();
      brush.beginPath();
      outline(brush, lines[band - 1], lines[band], width, height);
      brush.clip();
      brush.fillRect(0, 0, part * width, height);
      brush.restore();
    });
  }

  function seam(surface: Surface, { lines }: Fracture): void {
    const { width, height } = wall;
    brush.strokeStyle = css(surface.seamColor, surface.level);
    brush.lineWidth = SEAM * height;
    lines.forEach((line, rank) => {
      const drawn = Math.min(1, Math.max(0, surface.seam * lines.length - rank));
      if (drawn === 0) return;
      brush.save();
      brush.beginPath();
      brush.rect(0, 0, drawn * width, height);
      brush.clip();
      brush.beginPath();
      line.forEach((y, point) => brush.lineTo((point / (line.length - 1)) * width, y * height));
      brush.stroke();
      brush.restore();
    });
  }

  function bandsOf(number: number): Fracture {
    if (fracture?.number !== number) fracture = { number, lines: fractureOf(number) };
    return fracture.lines;
  }

  return { paint };
}

function brushOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const brush = canvas.getContext("2d", { alpha: false });
  if (brush === null) throw new Error("this browser has no canvas to draw on");
  return brush;
}

/** Draw a picture that slipped aside; what slips out comes in at the other side. */
function place(brush: CanvasRenderingContext2D, source: HTMLCanvasElement, slip: number, width: number, height: number): void {
  brush.drawImage(source, 0, 0, width, height, slip, 0, width, height);
  if (slip !== 0) brush.drawImage(source, 0, 0, width, height, slip - Math.sign(slip) * width, 0, width, height);
}

/** Go round a band: along the line above it and back along the one below. */
function outline(
  brush: CanvasRenderingContext2D,
  above: readonly number[] | undefined,
  below: readonly number[] | undefined,
  width: number,
  height: number,
): void {
  const top = above ?? [0, 0];
  const bottom = below ?? [1, 1];
  top.forEach((y, point) => brush.lineTo((point / (top.length - 1)) * width, y * height));
  bottom.toReversed().forEach((y, point) => brush.lineTo((1 - point / (bottom.length - 1)) * width, y * height));
  brush.closePath();
}

function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
