/** Whether the command has found a violation; a later failure does not change that. */
let isFound = false;

export function noteFound(): void {
  isFound = true;
}

/** Call this at the beginning of a command. */
export function forgetFound(): void {
  isFound = false;
}

export function hasFound(): boolean {
  return isFound;
}
