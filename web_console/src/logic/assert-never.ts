/** Close a switch over a union: the compiler refuses a new member that nobody answered. */
export function assertNever(value: never): never {
  throw new Error(`no answer for ${JSON.stringify(value)}`);
}
