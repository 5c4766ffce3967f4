const PARTS = typeof Intl.Segmenter === "function" ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** Take a text apart into its signs, as people count them: a letter with its accents, a flag, an emoji with its skin. */
export function signsIn(text: string): string[] {
  return PARTS === null ? [...text] : Array.from(PARTS.segment(text), ({ segment }) => segment);
}

/** How many signs a text has once its lines are one and its spaces single. */
export function signsOf(text: string): number {
  return signsIn(text.trim().replace(/\s+/gu, " ")).length;
}
