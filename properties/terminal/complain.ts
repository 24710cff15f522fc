/** Reports on standard error that a side task has failed; the work itself goes on. */
import { describeThrown } from '../judging/execution/thrown.ts';

export function complain(what: string, error: unknown): void {
  console.error(`migcheck: ${what}: ${describeThrown(error).message.split('\n', 1)[0]}`);
}
