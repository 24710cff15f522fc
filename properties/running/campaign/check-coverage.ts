/** How much of a model configuration a check was asked to visit, and how much it has visited. */
import type { Configuration } from '../../../model/configuration.ts';
import { reachable } from '../../searching/coverage/reachable.ts';

export interface CoverageGoal {
  readonly configuration: Configuration;
  /** The percentage of the transitions that must be visited. */
  readonly percentMin: number | undefined;
}

export interface Coverage {
  readonly configuration: string;
  readonly states: Share;
  readonly transitions: Share;
  readonly percentMin: number | undefined;
  readonly isEnough: boolean;
}

interface Share {
  readonly visited: number;
  readonly reachable: number;
  /** Rounded down to hundredths. */
  readonly percent: number;
}

/** @param visited - numbers of states and, continuing after the last state, of transitions */
export function measureCoverage(
  { configuration, percentMin }: CoverageGoal,
  visited: ReadonlySet<number>,
): Coverage {
  const graph = reachable(configuration);
  let states = 0;
  for (const number of visited) if (number < graph.states) states++;
  const transitions = shareOf(visited.size - states, graph.transitions);
  return {
    configuration: configuration.name,
    states: shareOf(states, graph.states),
    transitions,
    percentMin,
    isEnough: percentMin === undefined || transitions.percent >= percentMin,
  };
}

function shareOf(visited: number, all: number): Share {
  return { visited, reachable: all, percent: Math.floor((visited / all) * 10_000) / 100 };
}

/** One line of plain text. */
export function describeCoverage(coverage: Coverage): string {
  const { configuration, states, transitions, percentMin, isEnough } = coverage;
  const visited = `${describe(states, 'states')}, ${describe(transitions, 'transitions')}`;
  const wanted = isEnough ? '' : `; ${percentMin} % of the transitions were required`;
  return `coverage of ${configuration}: ${visited}${wanted}`;
}

function describe({ visited, reachable: all, percent }: Share, noun: string): string {
  return `${visited.toLocaleString('en')} of ${all.toLocaleString('en')} ${noun} (${percent} %)`;
}
