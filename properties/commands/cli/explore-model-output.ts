/** The output of `explore --model`: the size of the state machine, and any counterexample. */
import type { Configuration } from '../../../model/configuration.ts';
import type { Counterexample, Exploration } from '../../../model/exploring/explorer.ts';
import { describeAction } from '../../judging/lockstep/action-words.ts';
import type { ExploreMode } from '../../running/exploration/explore-worker.ts';
import { print } from '../../terminal/width.ts';

export interface Explored extends Exploration {
  readonly configuration: Configuration;
  readonly mode: ExploreMode;
  readonly seconds: number;
  /** The peak memory of the process up to the end of this exploration. */
  readonly peakBytes: number;
}

export function printExplored(explored: Explored): void {
  const { configuration, verdict, states, transitions, depth, seconds, bytes } = explored;
  const represented =
    explored.represented === undefined ? '' : ` for ${count(explored.represented)}`;
  const also = explored.mode === 'liveness' && verdict === 'verified' ? ', nothing stays owed' : '';
  print(`${configuration.name}: ${configuration.claim}`);
  print(
    `  ${verdict}${also}: ${count(states)} states${represented}, ${count(transitions)} transitions, ` +
      `depth ${depth}, in ${seconds.toFixed(1)} s`,
  );
  print(
    `  ${count(perSecond(explored))} states/s, ${megabytes(bytes)} of states, ` +
      `peak memory ${megabytes(explored.peakBytes)}`,
  );
  for (const line of story(explored)) print(`  ${line}`);
}

/** The counterexample, one action per line; no lines if there is none. */
function story({ counterexample }: Exploration): readonly string[] {
  if (counterexample === undefined) return [];
  const { broken, actions, cycle } = counterexample;
  const lines = [...actions, ...(cycle ?? [])].map(
    (action, index) => `${index + 1}  ${describeAction(action)}`,
  );
  if (cycle === undefined) return [`broken: ${broken}`, ...lines];
  const forEver =
    cycle.length === 0
      ? 'and from there no action that must happen is ever possible'
      : `and so on for ever, from ${actions.length + 1} again`;
  return [`never happens: ${broken}`, ...lines, forEver];
}

/** The document of `explore --json`; its shape is a contract. */
export function exploreJson(
  chosen: string,
  mode: ExploreMode,
  explored: readonly Explored[],
): object {
  const sum = (what: (one: Explored) => number): number =>
    explored.reduce((total, one) => total + what(one), 0);
  const counterexample = explored.at(-1)?.counterexample;
  return {
    version: 1,
    verdict: explored.at(-1)?.verdict ?? 'incomplete',
    what: 'model',
    mode,
    states: sum(({ states }) => states),
    transitions: sum(({ transitions }) => transitions),
    depth: Math.max(...explored.map(({ depth }) => depth)),
    seconds: sum(({ seconds }) => seconds),
    configuration: chosen,
    explorations: explored.map(explorationJson),
    ...(counterexample === undefined ? {} : { violation: violationJson(counterexample) }),
  };
}

function explorationJson(explored: Explored): object {
  const { configuration, verdict, states, transitions, depth, seconds, bytes } = explored;
  return {
    configuration: configuration.name,
    verdict,
    states,
    transitions,
    depth,
    seconds,
    statesPerSecond: perSecond(explored),
    bytes,
    peakBytes: explored.peakBytes,
    represented: explored.represented,
  };
}

function violationJson({ broken, actions, cycle }: Counterexample): object {
  const steps = actions.map(describeAction);
  return cycle === undefined
    ? { broken, steps }
    : { broken, steps, cycle: cycle.map(describeAction) };
}

function perSecond({ states, seconds }: Explored): number {
  return Math.round(states / seconds);
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function megabytes(bytes: number): string {
  return `${count(Math.round(bytes / 1_000_000))} MB`;
}
