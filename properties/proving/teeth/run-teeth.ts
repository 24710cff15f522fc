/**
 * `teeth`: puts one-token edits into the engine, one at a time, and counts how many of them a check
 * notices. The survivors are printed with their explanations: each is either an edit that changes
 * nothing that matters, or a hole in the properties.
 */
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Bug } from '../../../traces/bug-file.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { onInterrupt } from '../../terminal/on-interrupt.ts';
import { parseCount } from '../../terminal/options.ts';
import { startProgress } from '../../terminal/progress-line.ts';
import { print } from '../../terminal/width.ts';
import { makeTemporaryFolder } from '../../engines/loader/temporary-folder.ts';
import { projectRoot } from '../../project-root.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { everyMutant } from './mutants.ts';
import { explain, readSurvivors } from './survivors.ts';

interface TeethFlags {
  readonly count: number;
  readonly seed: string;
  readonly time: string;
  readonly only?: string;
}

/** The percentage of edits that must be noticed. */
const NOTICED_PERCENT_MIN = 85;
const CLI = join(projectRoot, '.build', 'properties', 'commands', 'process', 'main.js');

/** An edit after which the engine does not load proves nothing about the judge, and is skipped. */
const NO_PROGRAM = 'no program';

const program = new Command('teeth')
  .description('how many one-token edits of the engine a check notices')
  .option('--count <count>', 'how many edits to try', parseCount, 40)
  .option('--seed <text>', 'the seed that chooses the edits', 'teeth')
  .option('--time <duration>', 'how long to search for each edit', '30s')
  .option('--only <text>', 'only edits whose place or text contains this')
  .action(runTeeth);
await program.parseAsync();

async function runTeeth({ count, seed, time, only }: TeethFlags): Promise<void> {
  const all = everyMutant().filter(({ title }) => only === undefined || title.includes(only));
  const chosen = choose(all, count, makeDraw(seed));
  const folder = makeTemporaryFolder();
  const interrupt = onInterrupt();
  const progress = startProgress({ unit: 'edits', total: chosen.length });
  const noticed = new Map<string, number>();
  const survivors: string[] = [];
  let tried = 0;
  try {
    for (const mutant of chosen) {
      const property = await check(mutant, { folder, seed, time });
      if (interrupt.signal.aborted) break;
      if (property === NO_PROGRAM) continue;
      tried++;
      if (property === undefined) survivors.push(mutant.title);
      else noticed.set(property, (noticed.get(property) ?? 0) + 1);
      progress.update(tried, `${survivors.length} survived`);
    }
  } finally {
    progress.stop();
    interrupt.forget();
    rmSync(folder, { recursive: true, force: true });
  }
  const percent = (100 * (tried - survivors.length)) / Math.max(1, tried);
  print(`${tried} of ${all.length} one-token edits, seed ${seed}, ${time} each`);
  for (const [property, times] of noticed) print(`  ${times} noticed by ${property}`);
  const known = readSurvivors();
  for (const title of survivors) print(`  survived: ${title}\n    ${explain(title, known)}`);
  print(`noticed: ${percent.toFixed(1)} %`);
  if (interrupt.signal.aborted) process.exitCode = exitCode.interrupted;
  else process.exitCode = percent >= NOTICED_PERCENT_MIN ? exitCode.passed : exitCode.violated;
}

/** Draws `count` edits without repetition; all of them if there are fewer. */
function choose(all: readonly Bug[], count: number, draw: Draw): readonly Bug[] {
  const left = [...all];
  const chosen: Bug[] = [];
  while (chosen.length < count && left.length > 0)
    chosen.push(...left.splice(draw(left.length), 1));
  return chosen;
}

interface CheckOptions {
  readonly folder: string;
  readonly seed: string;
  readonly time: string;
}

/**
 * @returns the violated property, if any, or how else the edit was noticed: two runs of the same choices
 *   differ, which a check reports as a `[harness bug]`, or the engine cannot be opened
 * @throws Error if the harness fails otherwise
 */
async function check(mutant: Bug, options: CheckOptions): Promise<string | undefined> {
  const { folder, seed, time } = options;
  const file = join(folder, 'mutant.json');
  writeFileSync(file, JSON.stringify(mutant));
  const flags = ['--bug', file, '--time', time, '--seed', seed, '--json', '--out', folder];
  const child = spawn(process.execPath, [CLI, 'check', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint += text.toString();
  });
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code === exitCode.harnessBug && complaint.includes('possible nondeterminism'))
    return 'the second run of the same choices';
  if (code === exitCode.usage && complaint.includes('cannot be opened'))
    return 'the attempt to open the engine';
  if (code === exitCode.usage && complaint.includes('cannot be loaded')) return NO_PROGRAM;
  if (code === exitCode.harnessBug || code === exitCode.usage)
    throw new Error(`${mutant.title}: ${complaint}`);
  const report = JSON.parse(output || '{}') as { violation?: { property: string } };
  return report.violation?.property;
}
