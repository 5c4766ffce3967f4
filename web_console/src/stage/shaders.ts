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

/** The halo lies below all bodies and falls off in a straight line, which is how light spills as the eye takes it. */
export const HALO = `#version 300 es
precision mediump float;
in vec3 glow;
out vec4 color;
void main() {
  float far = length(gl_PointCoord - 0.5) * 2.0;
  vec3 spill = glow * 0.34 * max(0.0, 1.0 - far);
  color = vec4(spill, max(spill.r, max(spill.g, spill.b)));
}`;

/** The body of a cell: a disc in the very colour it emits; in the dark it is faintly there, so that the rig can be seen. */
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
  float edge = 2.0 / pixels;
  float body = 1.0 - smoothstep(0.82 - edge, 0.82 + edge, far);
  float ring = smoothstep(0.84 - edge, 0.84, far) * (1.0 - smoothstep(1.0 - edge, 1.0, far));
  float level = max(glow.r, max(glow.g, glow.b));
  vec3 lit = glow + unlit * (1.0 - smoothstep(0.0, 0.25, level));
  color = mix(vec4(lit, 1.0) * body, vec4(marker, 1.0), ring * marked);
}`;
