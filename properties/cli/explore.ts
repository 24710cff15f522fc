/** `explore --model`: visits every state of the model, in one configuration or in all of them. */
import { describeAction } from '../../model/action.ts';
import type { Configuration } from '../../model/configuration.ts';
import { configurations } from '../../model/configuration.ts';
import type { Exploration } from '../../model/explorer.ts';
import { exploreModel } from '../exploration/explore-model.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { onInterrupt } from './on-interrupt.ts';
import { startProgress } from './progress-line.ts';
import { oneOf, UsageError } from './usage-error.ts';

export interface ExploreFlags {
  readonly model?: boolean;
  readonly scenario?: string;
  readonly json?: boolean;
}

interface Explored extends Exploration {
  readonly configuration: Configuration;
  readonly seconds: number;
}

const ALL = 'all';

/** @throws UsageError */
export async function explore(flags: ExploreFlags): Promise<ExitCode> {
  if (flags.model !== true) throw new UsageError('say what to explore: --model or --engine');
  const names = configurations.map(({ name }) => name);
  const chosen = oneOf([...names, ALL], flags.scenario ?? ALL, 'configuration');
  const interrupt = onInterrupt();
  const explored: Explored[] = [];
  for (const configuration of configurations) {
    if (chosen !== ALL && chosen !== configuration.name) continue;
    const one = await exploreOne(configuration, interrupt.signal);
    explored.push(one);
    if (flags.json !== true) print(one);
    if (one.verdict !== 'verified') break;
  }
  interrupt.forget();
  const verdict = explored.at(-1)?.verdict ?? 'incomplete';
  if (flags.json === true) console.log(JSON.stringify(exploreJson(chosen, explored, verdict)));
  if (interrupt.signal.aborted) return exitCode.interrupted;
  return {
    verified: exitCode.passed,
    violated: exitCode.violated,
    incomplete: exitCode.incomplete,
  }[verdict];
}

export function listConfigurations(): void {
  const width = Math.max(...configurations.map(({ name }) => name.length));
  for (const { name, claim } of configurations) console.log(`${name.padEnd(width)}  ${claim}`);
}

async function exploreOne(configuration: Configuration, signal: AbortSignal): Promise<Explored> {
  const startedAt = performance.now();
  const progress = startProgress(undefined, 'states');
  try {
    const onProgress = (states: number): void => progress.update(states, configuration.name);
    const exploration = await exploreModel(configuration, { signal, onProgress });
    return { ...exploration, configuration, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    progress.stop();
  }
}

function print({ configuration, verdict, states, transitions, depth, ...rest }: Explored): void {
  const { seconds, counterexample } = rest;
  console.log(`${configuration.name}: ${configuration.claim}`);
  console.log(
    `  ${verdict}: ${states.toLocaleString('en')} states, ` +
      `${transitions.toLocaleString('en')} transitions, depth ${depth}, in ${seconds.toFixed(1)} s`,
  );
  if (counterexample === undefined) return;
  console.log(`  broken: ${counterexample.broken}`);
  for (const [index, step] of steps(counterexample.actions).entries())
    console.log(`  ${index + 1}  ${step}`);
}

function steps(actions: readonly number[]): readonly string[] {
  return actions.map(describeAction);
}

/** The document of `explore --json`; its shape is a contract. */
function exploreJson(
  chosen: string,
  explored: readonly Explored[],
  verdict: Exploration['verdict'],
): object {
  const sum = (count: (one: Explored) => number): number =>
    explored.reduce((total, one) => total + count(one), 0);
  const counterexample = explored.at(-1)?.counterexample;
  return {
    version: 1,
    verdict,
    what: 'model',
    states: sum(({ states }) => states),
    transitions: sum(({ transitions }) => transitions),
    depth: Math.max(...explored.map(({ depth }) => depth)),
    seconds: sum(({ seconds }) => seconds),
    configuration: chosen,
    explorations: explored.map(({ configuration, ...one }) => ({
      ...one,
      configuration: configuration.name,
    })),
    ...(counterexample === undefined
      ? {}
      : {
          violation: { broken: counterexample.broken, steps: steps(counterexample.actions) },
        }),
  };
}
