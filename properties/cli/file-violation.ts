/** Makes of a finding the violation that is reported, and the trace file that replays it. */
import type { OpenSystem } from '../../impl/system.ts';
import type { Bug } from '../../traces/bug-file.ts';
import type { Finding } from '../shrink/finding.ts';
import type { Flip } from '../story/flip.ts';
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
  /** What makes the difference, if that was looked for. */
  readonly flip?: Flip | undefined;
}

export interface Filing {
  readonly bug: Bug | undefined;
  /** Steps of the violating run as it was found. */
  readonly stepsFound: number | undefined;
  readonly folder: string | undefined;
}

export function fileViolation(
  open: OpenSystem,
  finding: Finding,
  { bug, stepsFound, folder }: Filing,
): FiledViolation {
  const { violation, trace } = traceOf(open, finding, bug);
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
  const { property, also, steps, failedStep, file, replay, what, provenance, flip } = violation;
  return {
    property,
    also,
    what,
    steps,
    failedStep,
    file,
    replay,
    provenance,
    ...(flip === undefined ? {} : { flip }),
  };
}
