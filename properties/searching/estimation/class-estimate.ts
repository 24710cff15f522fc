/**
 * Estimates the number of classes of a system by passes down their tree, a few steps at a time. Each pass
 * knows more than the one before, so later ones count for more. An estimate has no bias as far as states with
 * the same keys are the same and the futures of threads are known; a new future begins the tree anew.
 */
import type { System } from '../../../impl/system.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { ClassGraph } from './class-graph.ts';
import type { TreeBounds } from './class-tree.ts';
import { ClassTree } from './class-tree.ts';
import { meanWithError } from './mean-with-error.ts';
import type { PassResult } from './pass.ts';
import { pass } from './pass.ts';
import type { Chance } from './thinning.ts';

export interface ClassEstimate {
  /** The number of classes, not rounded. */
  readonly classes: number;
  /** Half the width of its interval of 95 % confidence, as a part of `classes`. */
  readonly error: number;
}

export interface ClassEstimator {
  /** The estimate so far; `undefined` until there were enough passes to know its error. */
  readonly estimate: () => ClassEstimate | undefined;
  /** Whether going on would make it hardly better, or would take too much memory. */
  readonly isDone: () => boolean;
  /** All steps of the system taken so far. */
  readonly steps: () => number;
  /** Goes on for about so many steps of the system. */
  readonly advance: (steps: number) => void;
}

const REHEARSALS = 500;

/** How many new nodes of one depth a pass visits. */
const WIDTH = 50;

/** The weight of a pass grows with this power of its number, since passes become more exact. */
const GROWTH = 3;

/** Even a count of all nodes may be off, where states that differ cannot be told apart. */
const LEAST_ERROR = 0.01;
const GOOD_ENOUGH = 0.02;
const NODES_MAX = 300_000;

/** The number of different draws. */
const GRAIN = 2 ** 30;

/**
 * @param system - is reset and driven by the estimator
 * @param seed - the same seed gives the same estimates after the same steps
 */
export function estimateClasses(system: System, bounds: TreeBounds, seed: string): ClassEstimator {
  const draw = makeDraw(seed);
  const chance: Chance = () => draw(GRAIN) / GRAIN;
  const tree = new ClassTree(system, bounds);
  tree.rehearse(REHEARSALS, draw);
  let graph: ClassGraph;
  let version: number;
  let values: number[];
  let current: Generator<void, PassResult, void>;
  let estimate: ClassEstimate | undefined;
  let isWhole = false;

  const begin = (): void => {
    graph = new ClassGraph(tree);
    ({ version } = tree);
    values = [];
    current = pass(graph, { width: WIDTH, chance });
  };
  const conclude = (result: PassResult): void => {
    values.push(result.classes);
    ({ isWhole } = result);
    const weights = values.map((_, index) => (index + 1) ** GROWTH);
    const found = isWhole ? { mean: result.classes, error: 0 } : meanWithError(values, weights);
    if (found !== undefined)
      estimate = { classes: found.mean, error: Math.max(LEAST_ERROR, found.error) };
    current = pass(graph, { width: WIDTH, chance });
  };
  const isDone = (): boolean =>
    isWhole ||
    graph.nodes >= NODES_MAX ||
    (estimate !== undefined && estimate.error <= GOOD_ENOUGH);
  begin();
  return {
    steps: () => tree.steps,
    estimate: () => estimate,
    isDone,
    advance(steps) {
      const until = tree.steps + steps;
      while (tree.steps < until && !isDone()) {
        const next = current.next();
        if (next.done !== true) continue;
        if (tree.version === version) conclude(next.value);
        else begin();
      }
    },
  };
}
