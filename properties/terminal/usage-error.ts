/** The user's request or input cannot be used; the message says why in one line. */
import { printable } from '../../traces/printable.ts';
import { didYouMean } from './suggest.ts';

export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(message: string) {
    super(printable(message));
  }
}

/** @throws UsageError if the value is not one of the choices */
export function oneOf(choices: readonly string[], value: string, what: string): string {
  if (choices.includes(value)) return value;
  const meant = didYouMean(value, choices) || `; choose from ${choices.join(', ')}`;
  throw new UsageError(`no ${what} is called ${JSON.stringify(value)}${meant}`);
}
