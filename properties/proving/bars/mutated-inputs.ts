/**
 * Mutated files of every format are given to the commands that read them. Each must lead to a verdict, or to
 * exit 2 with one line that says what is wrong; never to a crash or a hang, and no part of the file reaches
 * the terminal unescaped. Each format runs in its own process, as many at a time as there are cores.
 */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../project-root.ts';
import type { Bar, Measured } from './bar.ts';
import { shareOf } from './bar.ts';
import { CORPUS, formatNames } from './input-formats.ts';

/** The number of inputs of each format that are run in separate processes. */
const PROCESSES = 200;
const PROGRAM = join(projectRoot, '.build', 'properties', 'proving', 'bars', 'mutate-format.js');
const run = promisify(execFile);

/** Finishing the exploration of each valid file takes a second, so this format begins first. */
const LONGEST: readonly string[] = ['exploration'];
const others = [...formatNames, CORPUS].filter((name) => !LONGEST.includes(name));

export const mutatedInputsBar: Bar = {
  name: 'mutated-inputs',
  claim:
    '10,000 mutated inputs of each format (2,000 of channels, logs and recordings), and 200 in new processes, ' +
    'each give a verdict or one line',
  run: (share) => mutateAll(share, shareOf(PROCESSES, share)),
};

/** @param processes - the number of inputs of each format that are run in separate processes */
export async function mutateAll(share: number, processes: number): Promise<Measured> {
  const measured: Measured[] = [];
  const left: string[] = [...LONGEST, ...others];
  const goOn = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const args = [PROGRAM, name, String(share), String(processes)];
      const { stdout } = await run(process.execPath, args, { cwd: projectRoot });
      const one = JSON.parse(stdout) as Measured;
      console.log(`  ${one.figure}`);
      measured.push(one);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, goOn));
  return {
    isMet: measured.every(({ isMet }) => isMet),
    figure: measured.map(({ figure }) => figure).join('; '),
    misses: measured.flatMap(({ misses = [] }) => misses),
  };
}
