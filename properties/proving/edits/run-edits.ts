/**
 * `edits`: replays every stored trace of the catalogue after every edit that keeps the engine's
 * behaviour, with the trace's bug put in as well, and prints the outcome of each.
 */
import { Command } from 'commander';
import pMap from 'p-map';
import type { Bug } from '../../../traces/bug-file.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { onInterrupt } from '../../terminal/on-interrupt.ts';
import { options } from '../../terminal/options.ts';
import { startProgress } from '../../terminal/progress-line.ts';
import { drawTable } from '../../terminal/table.ts';
import { print } from '../../terminal/width.ts';
import { engineOfTrace } from '../../running/replay/engine-of-trace.ts';
import type { ReplayOutcome } from '../../running/replay/replay-run.ts';
import { replayWatched } from '../../running/replay/replay-watched.ts';
import type { CatalogueTrace } from './read-edits.ts';
import { readCatalogueTraces, readEdits } from './read-edits.ts';

/** A trace survives if it fails to reproduce after at most this many of the edits. */
const LOST_MAX = 1;

interface Tried {
  readonly trace: string;
  readonly edit: string;
  readonly outcome: ReplayOutcome;
  readonly searched: number;
}

await new Command('edits')
  .description('how the stored traces of the catalogue survive edits of the engine')
  .addOption(options.jobs())
  .action(tryAll)
  .parseAsync();

async function tryAll({ jobs }: { readonly jobs: number }): Promise<void> {
  const edits = readEdits();
  const traces = readCatalogueTraces();
  const pairs = edits.flatMap((edit) => traces.map((trace) => ({ edit, trace })));
  const interrupt = onInterrupt();
  const progress = startProgress({ unit: 'replays', total: pairs.length });
  const tried: Tried[] = [];
  try {
    await pMap(
      pairs,
      async ({ edit, trace }) => {
        if (interrupt.signal.aborted) return;
        tried.push(await tryOne(edit, trace));
        progress.update(tried.length, edit.id);
      },
      { concurrency: jobs },
    );
  } finally {
    progress.stop();
    interrupt.forget();
  }
  console.log(tableOf(edits, tried));
  for (const { trace, edit, outcome, searched } of tried)
    if (outcome !== 'reproduced')
      print(`  ${trace} after ${edit}: ${outcome}, ${searched} schedules tried`);
  const lost = traces.filter(({ bug }) => lostOf(bug.id, tried).length > LOST_MAX);
  print(`${traces.length - lost.length} of ${traces.length} traces survive the edits`);
  if (interrupt.signal.aborted) process.exitCode = exitCode.interrupted;
  else process.exitCode = lost.length === 0 ? exitCode.passed : exitCode.violated;
}

async function tryOne(edit: Bug, trace: CatalogueTrace): Promise<Tried> {
  const run = await replayWatched(trace, engineOfTrace(trace, { trust: true }, edit.edits));
  const { outcome, searched } = run;
  return { trace: trace.bug.id, edit: edit.id, outcome, searched };
}

function lostOf(trace: string, tried: readonly Tried[]): readonly Tried[] {
  return tried.filter((one) => one.trace === trace && !one.outcome.startsWith('reproduced'));
}

function tableOf(edits: readonly Bug[], tried: readonly Tried[]): string {
  const outcomes = ['reproduced', 'reproduced by search', 'diverged', 'clean'] as const;
  const columns = {
    head: ['edit', 'description', ...outcomes],
    aligns: ['left', 'left', ...outcomes.map(() => 'right' as const)] as const,
  };
  const rows = edits.map(({ id, reference }) => {
    const own = tried.filter((one) => one.edit === id);
    const counts = outcomes.map((name) => own.filter(({ outcome }) => outcome === name).length);
    return [id, reference, ...counts];
  });
  return drawTable(columns, rows);
}
