/** What a key means for the whole console. */
export type Shortcut = "go" | "panic" | "halt" | "keys" | "tap" | "undo" | "redo" | null;

/** The part of a key press that matters, so that tests need no browser. */
export interface KeyPress {
  readonly key: string;
  readonly repeat: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/**
 * Read a key press.
 *
 * Space is GO wherever nobody types, also while another button has the focus: after a click on INJECT, the next Space must
 * not inject again. Escape is PANIC everywhere, also in a text field. A held key counts once. Where text is typed, undo belongs to the text.
 *
 * @param isTyping the focus is in something that takes text.
 */
export function shortcutOf(press: KeyPress, isTyping: boolean): Shortcut {
  if (press.repeat || press.altKey) return null;
  if (press.ctrlKey || press.metaKey) {
    if (isTyping || press.key.toLowerCase() !== "z") return null;
    return press.shiftKey ? "redo" : "undo";
  }
  if (press.key === "Escape") return "panic";
  if (isTyping) return null;
  if (press.key === " ") return "go";
  if (press.key.toLowerCase() === "h") return "halt";
  if (press.key.toLowerCase() === "t") return "tap";
  return press.key === "?" ? "keys" : null;
}

/** Tell whether an element takes text or opens a choice by Space. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}
