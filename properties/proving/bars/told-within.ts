/**
 * A finding is reported soon: for every bug of the catalogue, shrinking, storing and reporting it takes less
 * than three seconds of CPU time from detection. This needs a quiet machine: on a shared processor, the
 * same work takes more CPU time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCatalogue } from '../../running/files/read-bug.ts';
import type { Bar, Measured } from './bar.ts';
import { shareOf } from './bar.ts';
import { measureTold } from './measure-told.ts';

export const TOLD_WITHIN_SECONDS = 3;
const SEED = 'a1';
const RUNS = 100_000;

export const toldWithinBar: Bar = {
  name: 'told-within',
  claim: `the story of every bug in the catalogue is told within ${TOLD_WITHIN_SECONDS} s of CPU time from detection`,
  run: tellAll,
};

async function tellAll(share: number): Promise<Measured> {
  const catalogue = readCatalogue();
  const count = shareOf(catalogue.length, share);
  const bugs = catalogue.filter((_, at) => (at * count) % catalogue.length < count);
  const out = mkdtempSync(join(tmpdir(), 'migcheck-told-within-'));
  const seconds: number[] = [];
  const misses: string[] = [];
  try {
    for (const { id } of bugs) {
      const flags = ['--seed', SEED, '--runs', String(RUNS), '--jobs', '1', '--out', out];
      const { cpuSeconds, stdout } = await measureTold(['check', '--bug', id, ...flags]);
      const [, schedule = 'no story is told'] = /^ {2}schedule: (.*)/m.exec(stdout) ?? [];
      const line = `${id}: ${cpuSeconds?.toFixed(2) ?? '-'} s; ${schedule}`;
      console.log(`  ${line}`);
      if (cpuSeconds === undefined || cpuSeconds > TOLD_WITHIN_SECONDS) misses.push(line);
      if (cpuSeconds !== undefined) seconds.push(cpuSeconds);
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  const sorted = seconds.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Infinity;
  const figure = `median ${median.toFixed(2)} s, at most ${sorted.at(-1)?.toFixed(2) ?? '-'} s, of ${bugs.length}`;
  return { isMet: misses.length === 0, figure, misses };
}
