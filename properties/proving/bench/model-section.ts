/**
 * Compares the model's explorer with SPIN on the same machine: both exhaustive and exact, in one thread each,
 * without reduction, in turn. CPU time is compared, so that it matters less what else the machine does; ours
 * includes the start of a thread and the compilation of its code, SPIN's only the search. The figures count
 * only if the numbers of states are equal.
 */
import type { Configuration } from '../../../model/configuration.ts';
import { configurations } from '../../../model/mechanisms.ts';
import { exploreModel } from '../../running/exploration/explore-model.ts';
import { median } from './laps.ts';
import type { Report, Row, Section } from './section.ts';
import type { SpinVerifier } from './spin.ts';
import { buildVerifier, compilerFlags, missingForSpin } from './spin.ts';

const LAPS = 3;
/** Half a million states, two million, ten million. */
const NAMES: readonly string[] = ['two-pages', 'three-pages', 'host-pages'];

interface Comparison {
  readonly configuration: string;
  readonly states: number;
  /** In the median lap. */
  readonly perSecond: number;
  readonly spinPerSecond: number | undefined;
}

/** @throws Error if SPIN finds another number of states */
export const modelSection: Section = { name: 'model', run: async () => compareAll() };

async function compareAll(): Promise<Report> {
  const missing = await missingForSpin();
  const rows: Row[] = [];
  for (const configuration of configurations)
    if (NAMES.includes(configuration.name))
      rows.push(rowOf(await compare(configuration, missing === undefined)));
  return { title: titleOf(missing), rows };
}

/** @param missing - the program without which SPIN cannot be run, if there is one */
export function titleOf(missing: string | undefined): string {
  const what = `the model's explorer, states a CPU second, one thread; medians of ${LAPS} laps`;
  return missing === undefined
    ? `${what}, beside SPIN (${compilerFlags.join(' ')})`
    : `${what}; SPIN is skipped: ${missing} is not installed`;
}

async function compare(configuration: Configuration, hasSpin: boolean): Promise<Comparison> {
  const verifier = hasSpin ? await buildVerifier(configuration) : undefined;
  const ours: number[] = [];
  const theirs: number[] = [];
  let states = 0;
  try {
    for (let lap = 0; lap < LAPS; lap++) {
      const lapOfOurs = await lapOf(configuration);
      ({ states } = lapOfOurs);
      ours.push(lapOfOurs.perSecond);
      if (verifier !== undefined) theirs.push(await lapOfSpin(verifier, states));
    }
  } finally {
    await verifier?.remove();
  }
  return {
    configuration: configuration.name,
    states,
    perSecond: median(ours),
    spinPerSecond: verifier === undefined ? undefined : median(theirs),
  };
}

async function lapOf(configuration: Configuration): Promise<{ states: number; perSecond: number }> {
  const { signal } = new AbortController();
  const before = process.cpuUsage();
  const { verdict, states } = await exploreModel(configuration, { signal, onProgress: ignore });
  if (verdict !== 'verified') throw new Error(`${configuration.name} is ${verdict}`);
  const { user, system } = process.cpuUsage(before);
  return { states, perSecond: (states * 1e6) / (user + system) };
}

async function lapOfSpin(verifier: SpinVerifier, expected: number): Promise<number> {
  const { states, seconds, errors } = await verifier.search();
  if (states !== expected || errors !== 0)
    throw new Error(`SPIN finds ${states} states and ${errors} errors, not ${expected} and none`);
  return states / seconds;
}

function rowOf({ configuration, states, perSecond, spinPerSecond }: Comparison): Row {
  return {
    configuration,
    states,
    'migcheck states/s': perSecond,
    'SPIN states/s': spinPerSecond ?? 'skipped',
    ratio: spinPerSecond === undefined ? '' : perSecond / spinPerSecond,
  };
}

function ignore(): void {
  // No progress is shown.
}
