/**
 * Turns a finding into the reported violation and the trace file that replays it. The file is written
 * as soon as something is found and before it is reported: shrinking takes time, and a process that is
 * killed meanwhile must not lose the finding.
 */
import { lstatSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { BadFile, firstLine } from '../../../traces/parse-json.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import { causeOf, slugOf } from './cause.ts';
import { readRegression } from './read-corpus.ts';
import { runRegression } from './run-regressions.ts';
import type { EngineChoice } from '../../engines/loader/load-engine.ts';
import { propertyNames } from '../../judging/oracles/properties.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import type { Flip } from '../../telling/story/flip.ts';
import type { Origin, Violation } from '../../telling/story/violation.ts';
import type { Told } from '../../telling/story/violation.ts';
import {
  filmOfFinding,
  traceOfFilm,
  untoldTrace,
  untoldViolation,
} from '../../telling/story/violation.ts';
import type { Shrunk } from '../../telling/story/violation-report.ts';
import { filmWatched } from '../watch/film-watched.ts';
import { complain } from '../../terminal/complain.ts';
import { isOfMachine } from '../../terminal/explain.ts';
import { noteFound } from '../../terminal/found.ts';
import { replayLine } from '../../terminal/what-to-type.ts';
import type { WrittenTrace } from '../files/write-trace.ts';
import { traceFile, writeTrace } from '../files/write-trace.ts';

/** A violation and where it has been filed. */
export interface FiledViolation extends Violation {
  /** Absolute path of the trace file. */
  readonly file: string;
  /** The command line that replays the violation. */
  readonly replay: string;
  /** Absent if the violation was not shrunk in this run. */
  readonly shrunk?: Shrunk;
  /** The choice that makes the difference, if it was looked for. */
  readonly flip?: Flip | undefined;
}

export interface Filing extends Origin {
  /** The folder for the trace; the usual folder for such traces if `undefined`. */
  readonly folder: string | undefined;
}

export interface Filer {
  /** Call this when something is found, and again whenever the finding has become smaller. */
  readonly keep: (finding: Finding) => void;
  /** The finding and how to replay it, in case the process fails; `undefined` if nothing was found. */
  readonly lastWord: () => string | undefined;
  /** Tells and files the final finding. */
  readonly file: (engine: EngineChoice, finding: Finding) => Promise<FiledViolation>;
}

/** A finding that shrinks several times within this time is written only once. */
const KEPT_EVERY_MS = 200;

/** Makes the filer of a single finding. */
export function makeFiler({ folder, ...origin }: Filing): Filer {
  let first: Finding | undefined;
  let last: Finding | undefined;
  let kept: WrittenTrace | undefined;
  let keptAt = -Infinity;

  const keep = (finding: Finding): void => {
    if (finding === last) return;
    noteFound();
    first ??= finding;
    last = finding;
    if (performance.now() < keptAt + KEPT_EVERY_MS) return;
    keptAt = performance.now();
    const trace = untoldTrace(finding, origin);
    const name = `${slugOf(propertyNames[first.property])}-${first.digest}`;
    // If the trace could not be written the last time, do not try and complain again.
    if (kept?.file !== '') kept = writeTrace(trace, traceFile(trace, name, folder));
  };
  return {
    keep,
    lastWord: () =>
      last && kept && `found ${propertyNames[last.property]}\n  replay: ${kept.replay}`,
    async file(engine, finding) {
      keep(finding);
      const { violation, trace } = await tellOf(engine, finding, origin);
      const [, decisions, steps] = finding.weight;
      const filed = await fileByCause(trace, { cause: causeOf(violation), steps, folder });
      if (kept !== undefined && kept.file !== '' && filed.file !== '' && kept.file !== filed.file)
        rmSync(kept.file, { force: true });
      const { minimalUnder, cutShort } = finding;
      return {
        ...violation,
        ...filed,
        shrunk: {
          from: first?.weight[2] ?? steps,
          to: steps,
          decisions,
          ...(minimalUnder === undefined ? {} : { minimalUnder }),
          ...(cutShort === undefined ? {} : { cutShort }),
        },
      };
    },
  };
}

/** Tells the finding; leaves out its story if the engine's file or the machine prevents telling it. */
async function tellOf(engine: EngineChoice, finding: Finding, origin: Origin): Promise<Told> {
  try {
    const filmed = await filmWatched(engine, filmOfFinding(finding));
    return traceOfFilm(filmed, finding, origin);
  } catch (error) {
    if (!(error instanceof BadFile) && !isOfMachine(error)) throw error;
    complain('the story of the finding cannot be told', error);
    return { violation: untoldViolation(finding), trace: untoldTrace(finding, origin) };
  }
}

interface ByCause {
  readonly cause: string;
  readonly steps: number;
  readonly folder: string | undefined;
}

/** Files the trace even if the file in its place is unreadable or not a trace. */
async function fileByCause(trace: Trace, { cause, steps, folder }: ByCause): Promise<WrittenTrace> {
  const file = traceFile(trace, cause, folder);
  if (trace.bug !== undefined || trace.system !== undefined) return writeTrace(trace, file);
  try {
    const hasSooner = await failsSooner(file, steps);
    return hasSooner ? { file, replay: replayLine(file) } : writeTrace(trace, file);
  } catch (error) {
    console.error(`migcheck: ${firstLine((error as Error).message)}`);
    return writeTrace(trace, traceFile(trace, `${cause}-${trace.expect.digest}`, folder));
  }
}

/** Of several traces with the same cause, the corpus keeps the one that fails in the fewest steps. */
async function failsSooner(file: string, steps: number): Promise<boolean> {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return false;
  const known = await runRegression(readRegression(file), []);
  return (
    known.violation !== undefined &&
    `${causeOf(known.violation)}.json` === basename(file) &&
    known.steps <= steps
  );
}

/** The violation's part of a JSON document; the shape is a contract. */
export function violationJson(violation: FiledViolation): object {
  const { property, also, steps, failedStep, file, replay, what, provenance } = violation;
  const { flip, shrunk } = violation;
  return {
    property,
    also,
    what,
    steps,
    failedStep,
    file,
    replay,
    provenance,
    ...(shrunk === undefined ? {} : { shrunk }),
    ...(flip === undefined ? {} : { flip }),
  };
}
