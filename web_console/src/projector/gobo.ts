import { type Surface, css } from "./surface";

/** Steps of a gradient: screens mix its colours as they are encoded, light mixes linearly. */
const STOPS = 16;

/** Draw the light of a picture through its gobo; what it does not light is black. */
export function drawGobo(brush: CanvasRenderingContext2D, surface: Surface, width: number, height: number): void {
  const { gobo, size, at } = surface;
  const cell = width / (12 - 10 * size);
  const middle = { x: (0.5 + at[0]) * width, y: (0.5 + at[1]) * height };
  const light = css(surface.color, surface.level);
  brush.fillStyle = gobo === 0 ? light : "black";
  brush.fillRect(0, 0, width, height);
  brush.fillStyle = light;
  switch (gobo) {
    case 1:
      brush.fillStyle = gradient(brush, surface, width);
      return brush.fillRect(0, 0, width, height);
    case 2:
      return bars(brush, middle.x, cell, cell / 2, [width, height], false);
    case 3:
      return bars(brush, middle.y, cell, cell / 2, [width, height], true);
    case 4:
      return checks(brush, middle, cell, [width, height]);
    case 5:
      return rings(brush, middle, cell, Math.hypot(width, height));
    case 6:
      return disc(brush, middle, (0.1 + 0.4 * size) * height);
    case 7:
      bars(brush, middle.x, cell, 0.08 * cell, [width, height], false);
      return bars(brush, middle.y, cell, 0.08 * cell, [width, height], true);
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function gradient(brush: CanvasRenderingContext2D, { color, level, at }: Surface, width: number): CanvasGradient {
  const along = brush.createLinearGradient(at[0] * width, 0, (1 + at[0]) * width, 0);
  for (let stop = 0; stop <= STOPS; stop++) along.addColorStop(stop / STOPS, css(color, (level * stop) / STOPS));
  return along;
}

/** Bars that begin at a place and every period before and after it; lying ones go down. */
function bars(
  brush: CanvasRenderingContext2D,
  begin: number,
  period: number,
  thick: number,
  [width, height]: readonly [number, number],
  isLying: boolean,
): void {
  const end = isLying ? height : width;
  for (let bar = begin - Math.ceil(begin / period) * period; bar < end; bar += period) {
    if (isLying) brush.fillRect(0, bar, width, thick);
    else brush.fillRect(bar, 0, thick, height);
  }
}

function checks(brush: CanvasRenderingContext2D, middle: Place, cell: number, [width, height]: readonly [number, number]): void {
  const half = cell / 2;
  const first = { x: Math.floor(-middle.x / half), y: Math.floor(-middle.y / half) };
  for (let column = first.x; middle.x + column * half < width; column++) {
    for (let row = first.y; middle.y + row * half < height; row++) {
      if ((column + row) % 2 === 0) brush.fillRect(middle.x + column * half, middle.y + row * half, half, half);
    }
  }
}

function rings(brush: CanvasRenderingContext2D, middle: Place, cell: number, far: number): void {
  brush.lineWidth = cell / 2;
  brush.strokeStyle = brush.fillStyle;
  for (let ring = cell / 4; ring < 2 * far; ring += cell) {
    brush.beginPath();
    brush.arc(middle.x, middle.y, ring, 0, 2 * Math.PI);
    brush.stroke();
  }
}

function disc(brush: CanvasRenderingContext2D, middle: Place, radius: number): void {
  brush.beginPath();
  brush.arc(middle.x, middle.y, radius, 0, 2 * Math.PI);
  brush.fill();
}
