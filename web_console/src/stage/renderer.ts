import type { Fit } from "./fit";
import type { StageLayout } from "./layout";
import { BODY, HALO, VERTEX } from "./shaders";

/** How wide a halo is, in distances between neighbours. */
const HALO_REACH = 2.2;

export type Rgb = readonly [number, number, number];

/** Colours of the view that are not light of the show, 0..1 sRGB. */
export interface StageColors {
  readonly unlit: Rgb;
  readonly marker: Rgb;
}

/** Draws cells as glowing round dots. */
export interface StageRenderer {
  /** A renderer in software: spare it the fine pixels. */
  readonly is_software: boolean;
  draw(scene: Scene): void;
  close(): void;
}

export interface Scene {
  readonly fit: Fit;
  /** 3 bytes a cell, sRGB; null = nothing emitted is known. */
  readonly light: Uint8Array | null;
  /** One byte a cell, 1 = marked. */
  readonly marks: Uint8Array;
  readonly colors: StageColors;
}

/** Set up a canvas; null = this browser has no WebGL2. */
export function createRenderer(canvas: HTMLCanvasElement, layout: StageLayout): StageRenderer | null {
  const gl = canvas.getContext("webgl2", { antialias: false, alpha: true, premultipliedAlpha: true });
  if (gl === null) return null;
  const body = program(gl, BODY);
  const halo = program(gl, HALO);
  const array = gl.createVertexArray();
  gl.bindVertexArray(array);
  attribute(gl, 0, 2, gl.FLOAT, layout.points);
  attribute(gl, 1, 1, gl.FLOAT, layout.spacing);
  const light = attribute(gl, 2, 3, gl.UNSIGNED_BYTE, new Uint8Array(layout.count * 3));
  const marks = attribute(gl, 3, 1, gl.UNSIGNED_BYTE, new Uint8Array(layout.count));
  const widest = (gl.getParameter(gl.ALIASED_POINT_SIZE_RANGE) as Float32Array)[1] ?? 64;

  function points(use: WebGLProgram, { fit, colors }: Scene, grow: number): void {
    if (gl === null) return;
    gl.useProgram(use);
    const zoom: [number, number] = [(2 * fit.scale) / fit.width, (2 * fit.scale) / fit.height];
    gl.uniform4f(gl.getUniformLocation(use, "fit"), fit.x, fit.y, ...zoom);
    gl.uniform1f(gl.getUniformLocation(use, "grow"), grow * fit.scale);
    gl.uniform1f(gl.getUniformLocation(use, "widest"), widest);
    gl.uniform3f(gl.getUniformLocation(use, "unlit"), ...colors.unlit);
    gl.uniform3f(gl.getUniformLocation(use, "marker"), ...colors.marker);
    gl.drawArrays(gl.POINTS, 0, layout.count);
  }

  return {
    is_software: isSoftware(gl),
    draw(scene) {
      upload(gl, light, scene.light ?? new Uint8Array(layout.count * 3));
      upload(gl, marks, scene.marks);
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.enable(gl.BLEND);
      // Halos that meet give the brighter one, not the sum: a sum is cut off at white, and gold would turn into lemon.
      gl.blendEquation(gl.MAX);
      points(halo, scene, HALO_REACH);
      gl.blendEquation(gl.FUNC_ADD);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      points(body, scene, 1);
    },
    close() {
      for (const thing of [body, halo]) gl.deleteProgram(thing);
      for (const buffer of [light, marks]) gl.deleteBuffer(buffer);
      gl.deleteVertexArray(array);
    },
  };
}

function program(gl: WebGL2RenderingContext, fragment: string): WebGLProgram {
  const made = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) continue; // the context is lost; it will be set up anew when it returns
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`the stage view's shader does not link: ${gl.getProgramInfoLog(made) ?? ""}`);
  }
  return made;
}

function attribute(gl: WebGL2RenderingContext, at: number, size: number, kind: number, values: Float32Array | Uint8Array) {
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW);
  gl.enableVertexAttribArray(at);
  // Light is 0..255 and becomes 0..1; marks are 0 or 1 already.
  gl.vertexAttribPointer(at, size, kind, kind === gl.UNSIGNED_BYTE && size === 3, 0, 0);
  return buffer;
}

function upload(gl: WebGL2RenderingContext, buffer: WebGLBuffer, values: Uint8Array): void {
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.bufferSubData(gl.ARRAY_BUFFER, 0, values);
}

function isSoftware(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = info === null ? "" : gl.getParameter(info.UNMASKED_RENDERER_WEBGL);
  return typeof name === "string" && /swiftshader|llvmpipe|software/i.test(name);
}
