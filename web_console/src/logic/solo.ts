/** Solo is one selector, in which zones stand with commas; other words in it are left as they are. */
const partsOf = (solo: string | null): readonly string[] =>
  solo === null ? [] : solo.split(",").map((part) => part.trim());

/** Whether a zone shines alone, itself or with others. */
export function isSolo(solo: string | null, zone: string): boolean {
  return partsOf(solo).includes(zone);
}

/** The selector after a zone was added or taken away; null = nothing shines alone any more. */
export function toggledSolo(solo: string | null, zone: string): string | null {
  const parts = partsOf(solo);
  const next = parts.includes(zone) ? parts.filter((part) => part !== zone) : [...parts, zone];
  return next.length === 0 ? null : next.join(", ");
}
