/** Whether the command has found a violation by now: whatever fails afterwards does not undo that. */
let isFound = false;

export function noteFound(): void {
  isFound = true;
}

/** At the beginning of a command. */
export function forgetFound(): void {
  isFound = false;
}

export function hasFound(): boolean {
  return isFound;
}
