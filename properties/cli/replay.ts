/** `replay`: runs one recorded trace again and tells its story. */
import { writeFileSync } from 'node:fs';
import { reportViolation } from '../story/violation-report.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { explainOutcome, replayTrace } from './replay-trace.ts';
import { UsageError } from './usage-error.ts';
import { replayLine } from './write-trace.ts';

export interface ReplayFlags {
  /** Where to write what went over the wire in the last migration of the run. */
  readonly stream?: string;
  readonly json?: boolean;
}

/**
 * @param fileOrText - a trace file, or the same as one base64url string
 * @throws UsageError or BadFile if it is no trace
 */
export async function replay(fileOrText: string, flags: ReplayFlags): Promise<ExitCode> {
  const replayed = await replayTrace(fileOrText);
  const { filmed, violation, outcome } = replayed;
  if (flags.stream !== undefined) writeStream(flags.stream, filmed.stream);

  if (flags.json === true) {
    const { digest } = filmed;
    console.log(JSON.stringify({ version: 1, outcome, digest, ...(violation && { violation }) }));
  } else {
    if (violation !== undefined)
      console.log(reportViolation(violation, { replay: replayLine(fileOrText) }));
    for (const line of explainOutcome(replayed)) console.log(line);
  }
  if (outcome === 'diverged') return exitCode.incomplete;
  return violation === undefined ? exitCode.passed : exitCode.violated;
}

function writeStream(path: string, stream: Uint8Array): void {
  try {
    writeFileSync(path, stream);
  } catch (error) {
    throw new UsageError(`--stream ${path}: ${(error as Error).message}`);
  }
}
