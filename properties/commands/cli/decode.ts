/** `decode`: prints a migration stream, read by the judge's own decoder. */
import { decodeToText } from '../../../traces/decode-to-text.ts';
import { GrammarError } from '../../../traces/stream-grammar.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { readBytes } from '../../running/files/read-file.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { print } from '../../terminal/width.ts';

export interface DecodeFlags {
  readonly pageBytes: number;
}

/** Below the item, right of its offset. */
const SET_IN = 4;

/** @throws UsageError if the file cannot be read, or is no migration stream to its end */
export function decode(file: string, { pageBytes }: DecodeFlags): ExitCode {
  try {
    decodeToText(readBytes(file, 'stream'), pageBytes, (line) => print(line, SET_IN));
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    throw new UsageError(`${file}: ${error.message}`);
  }
  return exitCode.passed;
}
