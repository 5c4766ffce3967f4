/** Why nothing can be pressed on a page whose browser gave the passcode to look. */
export const LOOKING_ONLY = "Looking only: nothing can be done from this page, PANIC and HALT neither.";

const CONTROLS = "button, input, select, textarea, [role=slider]";

/**
 * Say on every control below an element that is off why it is, as its title, which is read out as well.
 *
 * In one place for the controls of all panels, also for those that come later. What a title said before comes back when
 * the reason is gone.
 *
 * @param reason empty = controls are off for reasons of their own.
 */
export function noteWhyOff(root: HTMLElement, reason: string): { update(next: string): void; destroy(): void } {
  let why = reason;
  const titles = new Map<Element, string | null>();

  function note(control: Element): void {
    const isOff = why !== "" && control.matches(":disabled, [aria-disabled=true]");
    if (isOff && control.getAttribute("title") !== why) {
      if (!titles.has(control)) titles.set(control, control.getAttribute("title"));
      control.setAttribute("title", why);
    } else if (!isOff && titles.has(control)) {
      const before = titles.get(control) ?? null;
      if (before === null) control.removeAttribute("title");
      else control.setAttribute("title", before);
      titles.delete(control);
    }
  }
  const noteAll = (below: ParentNode): void => below.querySelectorAll(CONTROLS).forEach(note);
  const watching = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes" && target instanceof Element && target.matches(CONTROLS)) note(target);
      for (const added of addedNodes) {
        if (!(added instanceof Element)) continue;
        if (added.matches(CONTROLS)) note(added);
        noteAll(added);
      }
    }
    for (const control of titles.keys()) if (!control.isConnected) titles.delete(control);
  });
  function look(): void {
    watching.disconnect();
    noteAll(root);
    if (why !== "") watching.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled", "aria-disabled"] });
  }
  look();
  return {
    update(next) {
      why = next;
      look();
    },
    destroy: () => watching.disconnect(),
  };
}
