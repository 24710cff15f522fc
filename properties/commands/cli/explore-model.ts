/** `explore --model`: visits every state of the model, in one configuration or in all of them. */
import type { Configuration } from '../../../model/configuration.ts';
import { configurations } from '../../../model/mechanisms.ts';
import { exploreModel } from '../../running/exploration/explore-model.ts';
import type { ExploreMode } from '../../running/exploration/explore-worker.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import type { Explored } from './explore-model-output.ts';
import { exploreJson, printExplored } from './explore-model-output.ts';
import { onInterrupt } from '../../terminal/on-interrupt.ts';
import { printDocument } from '../../terminal/print-document.ts';
import { printNames } from '../../terminal/print-names.ts';
import { startProgress } from '../../terminal/progress-line.ts';
import { oneOf, UsageError } from '../../terminal/usage-error.ts';

export interface ExploreModelFlags {
  readonly scenario?: string;
  readonly symmetry?: boolean;
  readonly liveness?: boolean;
  readonly json?: boolean;
}

const ALL = 'all';

/** @throws UsageError */
export async function exploreModels(flags: ExploreModelFlags): Promise<ExitCode> {
  const names = configurations.map(({ name }) => name);
  const chosen = oneOf([...names, ALL], flags.scenario ?? ALL, 'configuration');
  const mode = modeOf(flags);
  const interrupt = onInterrupt();
  const explored: Explored[] = [];
  for (const configuration of configurations) {
    if (chosen !== ALL && chosen !== configuration.name) continue;
    const one = await exploreOne(configuration, mode, interrupt.signal);
    explored.push(one);
    if (flags.json !== true) printExplored(one);
    if (one.verdict !== 'verified') break;
  }
  interrupt.forget();
  if (flags.json === true) printDocument(exploreJson(chosen, mode, explored));
  if (interrupt.signal.aborted) return exitCode.interrupted;
  return {
    verified: exitCode.passed,
    violated: exitCode.violated,
    incomplete: exitCode.incomplete,
  }[explored.at(-1)?.verdict ?? 'incomplete'];
}

function modeOf({ symmetry, liveness }: ExploreModelFlags): ExploreMode {
  if (symmetry === true && liveness === true)
    throw new UsageError(
      '--liveness follows single pages, but --symmetry makes pages interchangeable',
    );
  if (liveness === true) return 'liveness';
  return symmetry === true ? 'symmetry' : 'plain';
}

export function listConfigurations(): void {
  printNames(
    configurations,
    'configurations of explore --model; explore --engine, check and qemu list their own',
  );
}

async function exploreOne(
  configuration: Configuration,
  mode: ExploreMode,
  signal: AbortSignal,
): Promise<Explored> {
  const startedAt = performance.now();
  const progress = startProgress({ unit: 'states' });
  try {
    const onProgress = (states: number): void => progress.update(states, configuration.name);
    const exploration = await exploreModel(configuration, { mode, signal, onProgress });
    const seconds = (performance.now() - startedAt) / 1000;
    return { ...exploration, configuration, mode, seconds, peakBytes: peakBytes() };
  } finally {
    progress.stop();
  }
}

/** The peak memory of the process so far, in bytes; the system counts in units of 1024 bytes. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
