/** Corners of one dot come from gl.POINTS: software renderers draw points quickly and instances one by one. */
export const VERTEX = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in float spacing;
layout(location = 2) in vec3 light;
layout(location = 3) in float mark;
uniform vec4 fit;
uniform float grow;
uniform float widest;
out vec3 glow;
out float marked;
out float pixels;
void main() {
  gl_Position = vec4((place - fit.xy) * fit.zw, 0.0, 1.0);
  pixels = clamp(spacing * grow, 3.0, widest);
  gl_PointSize = pixels;
  glow = light;
  marked = mark;
}`;

/** The body of a cell: a round tile, faintly there even in the dark so that the rig can be seen. */
export const BODY = `#version 300 es
precision mediump float;
in vec3 glow;
in float marked;
in float pixels;
uniform vec3 unlit;
uniform vec3 marker;
out vec4 color;
void main() {
  float far = length(gl_PointCoord - 0.5) * 2.0;
  float edge = 2.5 / pixels;
  float body = 1.0 - smoothstep(0.78 - edge, 0.78 + edge, far);
  float ring = smoothstep(0.86 - edge, 0.86, far) * (1.0 - smoothstep(1.0 - edge, 1.0, far));
  vec3 lit = max(glow, unlit) * (1.0 - 0.22 * smoothstep(0.0, 0.8, far));
  color = mix(vec4(lit, 1.0) * body, vec4(marker, 1.0), ring * marked);
}`;

/** The halo, added on top. */
export const HALO = `#version 300 es
precision mediump float;
in vec3 glow;
out vec4 color;
void main() {
  float far = length(gl_PointCoord - 0.5) * 2.0;
  float fall = exp(-4.5 * far * far) * (1.0 - smoothstep(0.75, 1.0, far));
  color = vec4(glow * fall * 0.42, 0.0);
}`;
