/** `replay`: runs one recorded trace again and tells its story. */
import { existsSync, writeFileSync } from 'node:fs';
import type { Trace } from '../../traces/trace-file.ts';
import { parseTrace } from '../../traces/trace-file.ts';
import { loadEngine } from '../loader/load-engine.ts';
import { propertyIds, propertyNames } from '../lockstep/property-id.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import type { Filmed } from '../story/frames.ts';
import { filmWatched } from '../watch/film-watched.ts';
import type { Violation } from '../story/violation.ts';
import { describeViolation } from '../story/violation.ts';
import { reportViolation } from '../story/violation-report.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { readText } from './read-file.ts';
import { UsageError } from './usage-error.ts';
import { replayLine } from './write-trace.ts';

export interface ReplayFlags {
  /** Where to write what went over the wire in the last migration of the run. */
  readonly stream?: string;
  /** The module of the engine to run it on. */
  readonly system?: string;
  readonly json?: boolean;
}

interface Replayed {
  readonly filmed: Filmed;
  readonly violation: Violation | undefined;
}

type Outcome = 'reproduced' | 'clean' | 'diverged';

/**
 * @param fileOrText - a trace file, or the same as one base64url string
 * @throws UsageError or BadFile if it is no trace
 */
export async function replay(fileOrText: string, flags: ReplayFlags): Promise<ExitCode> {
  const trace = readTrace(fileOrText);
  const expected = expectedProperty(trace);
  const { scenario, decisions } = trace;
  const edits = trace.bug?.edits ?? [];
  const { system } = flags;
  if (trace.system !== undefined && system === undefined)
    throw new UsageError(
      `the trace was recorded on another engine, ${trace.system}: name it with --system`,
    );
  // Bad edits are the caller's fault, not the worker's; and so is an engine that is none.
  await loadEngine(edits, system);
  const filmed = await filmWatched(edits, { scenario, decisions, upTo: expected }, system);
  if (flags.stream !== undefined) writeStream(flags.stream, filmed.stream);
  const violation = filmed.objections && describeViolation(filmed, filmed.objections);
  const outcome = outcomeOf(trace, filmed, violation);

  if (flags.json === true) {
    const { digest } = filmed;
    console.log(JSON.stringify({ version: 1, outcome, digest, ...(violation && { violation }) }));
  } else {
    if (violation !== undefined)
      console.log(reportViolation(violation, { replay: replayLine(fileOrText, system) }));
    for (const line of explain(outcome, trace, { filmed, violation })) console.log(line);
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

function readTrace(fileOrText: string): Trace {
  if (existsSync(fileOrText) || !/^[A-Za-z0-9_-]{40,}$/.test(fileOrText))
    return parseTrace(readText(fileOrText, 'trace'), fileOrText);
  return parseTrace(Buffer.from(fileOrText, 'base64url').toString('utf8'), 'the trace given');
}

/** Properties are judged up to the expected one, so that no lesser symptom stops the run before it. */
function expectedProperty({ expect }: Trace): PropertyId | undefined {
  if (expect.property === undefined) return undefined;
  const id = propertyIds.find((one) => propertyNames[one] === expect.property);
  if (id === undefined)
    throw new UsageError(
      `the trace expects ${JSON.stringify(expect.property)}, which is no property`,
    );
  return id;
}

function outcomeOf({ expect }: Trace, filmed: Filmed, violation?: Violation): Outcome {
  const isAsExpected =
    expect.verdict === 'passed' ? violation === undefined : violation?.property === expect.property;
  if (isAsExpected) return 'reproduced';
  return filmed.unfollowed.length > 0 || violation !== undefined ? 'diverged' : 'clean';
}

function explain(
  outcome: Outcome,
  { expect }: Trace,
  { filmed, violation }: Replayed,
): readonly string[] {
  const [lost] = filmed.unfollowed;
  const expected = expect.property ?? 'a clean run';
  switch (outcome) {
    case 'reproduced':
      return [
        `reproduced: ${expected}`,
        ...(violation === undefined || violation.failedStep === expect.step
          ? []
          : [`at another step: ${violation.failedStep}, and not ${expect.step}`]),
        ...(filmed.digest === expect.digest
          ? []
          : ['the run is not the recorded one step for step: the engine has changed since']),
      ];
    case 'clean':
      return [`clean: ${expected} was recorded, and nothing is violated any more`];
    case 'diverged':
      return [
        `diverged: ${expected} was recorded` +
          (lost === undefined
            ? ''
            : `; the first decision that could not be followed is ${JSON.stringify(lost)}`),
      ];
  }
}
