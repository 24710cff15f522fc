/** Makes of a finding the violation that is reported, and the trace file that replays it. */
import type { OpenSystem } from '../../impl/system.ts';
import type { Bug } from '../../traces/bug-file.ts';
import type { Finding } from '../shrink/finding.ts';
import type { Violation } from '../story/violation.ts';
import { traceOf } from '../story/violation.ts';
import type { Shrunk } from '../story/violation-report.ts';
import { writeTrace } from './write-trace.ts';

/** A violation and where it has been filed. */
export interface FiledViolation extends Violation {
  /** Absolute path of the trace file. */
  readonly file: string;
  /** The line to paste that replays it. */
  readonly replay: string;
  readonly shrunk: Shrunk;
}

export interface Filing {
  readonly bug: Bug | undefined;
  /** The module of the engine, if it is not the project's own. */
  readonly system?: string | undefined;
  /** Steps of the violating run as it was found. */
  readonly stepsFound: number | undefined;
  readonly folder: string | undefined;
}

export function fileViolation(
  open: OpenSystem,
  finding: Finding,
  { bug, system, stepsFound, folder }: Filing,
): FiledViolation {
  const { violation, trace } = traceOf(open, finding, bug, system);
  const [, decisions, to] = finding.weight;
  const { minimalUnder } = finding;
  return {
    ...violation,
    ...writeTrace(trace, folder),
    shrunk: {
      from: stepsFound ?? to,
      to,
      decisions,
      ...(minimalUnder === undefined ? {} : { minimalUnder }),
    },
  };
}

/** Its part of a JSON document; the shape is a contract. */
export function violationJson(violation: FiledViolation): object {
  const { property, also, steps, failedStep, file, replay, what } = violation;
  return {
    property,
    also,
    what,
    steps: steps.map(({ n, actor, action, page, text }) => ({ n, actor, action, page, text })),
    failedStep,
    file,
    replay,
  };
}
