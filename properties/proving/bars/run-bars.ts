/**
 * Runs the long measurements that support the verdicts: `npm run bars -- [--share 0.1] [--only NAME]`.
 * Each prints its figure beside its claim; exit 1 if one is missed.
 */
import { Command, InvalidArgumentError } from 'commander';
import { oneOf } from '../../terminal/usage-error.ts';
import { print } from '../../terminal/width.ts';
import type { Bar } from './bar.ts';
import { bugsSoonBar } from './bugs-soon.ts';
import { classEstimatesBar } from './class-estimates.ts';
import { decodeKindsBar } from './decode-kinds.ts';
import { digestsBar } from './digests.ts';
import { familiesPassBar } from './families-pass.ts';
import { killsBar } from './kills.ts';
import { mutatedInputsBar } from './mutated-inputs.ts';
import { qemuKillsBar } from './qemu-kills.ts';
import { realQemuBar } from './real-qemu.ts';
import { recoversInBoundBar } from './recovers-in-bound.ts';
import { toldWithinBar } from './told-within.ts';

const bars: readonly Bar[] = [
  digestsBar,
  killsBar,
  mutatedInputsBar,
  toldWithinBar,
  familiesPassBar,
  recoversInBoundBar,
  bugsSoonBar,
  classEstimatesBar,
  decodeKindsBar,
  qemuKillsBar,
  realQemuBar,
];

function parseShare(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share <= 1))
    throw new InvalidArgumentError('a number above 0 and at most 1 is expected');
  return share;
}

interface Flags {
  readonly share: number;
  readonly only?: string;
}

const { share, only } = new Command('bars')
  .option('--share <number>', 'the share of the work to do', parseShare, 1)
  .option('--only <name>', `one of ${bars.map(({ name }) => name).join(', ')}`)
  .parse()
  .opts<Flags>();
const names = bars.map(({ name }) => name);
const chosen = only === undefined ? names : [oneOf(names, only, 'bar')];

for (const { name, claim, run } of bars.filter((bar) => chosen.includes(bar.name))) {
  const startedAt = performance.now();
  const { isMet, figure, misses = [] } = await run(share);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  print(`${isMet ? 'met   ' : 'MISSED'} ${name}: ${claim}: ${figure} (${seconds} s)`);
  for (const miss of misses) print(`  ${miss}`);
  if (!isMet) process.exitCode = 1;
}
