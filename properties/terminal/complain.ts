/** Says on the terminal what could not be done beside the work itself, which goes on without it. */
import { describeThrown } from '../judging/execution/thrown.ts';

export function complain(what: string, error: unknown): void {
  console.error(`migcheck: ${what}: ${describeThrown(error).message.split('\n', 1)[0]}`);
}
