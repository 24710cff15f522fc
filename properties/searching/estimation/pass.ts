/**
 * One pass down the graph of classes: an unbiased estimate of their number. Known nodes pass their weight on;
 * of the others at each depth, a few are drawn and visited (stochastic enumeration: Vaisman and Kroese,
 * Methodol. Comput. Appl. Probab. 19, 2017; for classes of executions: arXiv 2512.23996), by what is known to
 * be below similar ones. So every pass visits what is new and has less to guess than the one before, and when
 * all nodes are known, a pass is an exact count.
 */
import type { ClassGraph, GraphNode } from './class-graph.ts';
import type { Chance } from './thinning.ts';
import { thin } from './thinning.ts';
import { Worth } from './worth.ts';

export interface PassOptions {
  /** How many new nodes of one depth are visited, at most. */
  readonly width: number;
  readonly chance: Chance;
}

export interface PassResult {
  /** An estimate of the number of classes, with no bias. */
  readonly classes: number;
  /** Whether nothing was left out, so that the number is a count. */
  readonly isWhole: boolean;
}

/** A node that seems to be worth less than this part of the average is drawn as often as if it were. */
const LEAST_WORTH = 0.1;

/** Yields now and then. */
export function* pass(
  graph: ClassGraph,
  { width, chance }: PassOptions,
): Generator<void, PassResult, void> {
  const { top, levels } = graph;
  if (typeof top === 'number') return { classes: top, isWhole: true };
  for (const level of levels) for (const node of level ?? []) node.weight = 0;
  const worth = assess(levels);
  top.weight = 1;
  let classes = 0;
  let isWhole = true;
  const handOn = ({ below = [], weight }: GraphNode): void => {
    for (const one of below)
      if (typeof one === 'number') classes += one * weight;
      else one.weight += weight;
  };
  for (let depth = 0; depth < levels.length; depth++) {
    const level = levels[depth] ?? [];
    for (const node of level) if (node.below !== undefined) handOn(node);
    const fresh = level.filter(({ below, weight }) => below === undefined && weight > 0);
    const drawn = fresh.length <= width ? fresh : draw(fresh, { width, chance, worth });
    if (drawn.length < fresh.length) isWhole = false;
    for (const node of drawn) {
      yield* graph.visit(node, node.weight, chance);
      handOn(node);
    }
  }
  return { classes, isWhole };
}

/** Draws nodes, and gives them the weight of those that are not drawn. */
function draw(
  nodes: readonly GraphNode[],
  { width, chance, worth }: PassOptions & { readonly worth: Worth },
): readonly GraphNode[] {
  const worths = nodes.map(({ keys }) => worth.scoreOf(keys));
  const weights = nodes.reduce((sum, { weight }) => sum + weight, 0);
  const whole = nodes.reduce((sum, { weight }, at) => sum + weight * (worths[at] as number), 0);
  const least = whole === 0 ? 1 : (LEAST_WORTH * whole) / weights;
  const scores = Float64Array.from(
    nodes,
    ({ weight }, at) => weight * Math.max(worths[at] as number, least),
  );
  const growth = thin(scores, width, chance);
  for (const [at, node] of nodes.entries()) node.weight *= growth[at] as number;
  return nodes.filter(({ weight }) => weight > 0);
}

/** From the leaves upwards, counts the classes below each node; a node that is not known is guessed. */
function assess(levels: readonly GraphNode[][]): Worth {
  const worth = new Worth();
  for (let depth = levels.length - 1; depth >= 0; depth--) {
    const level = levels[depth] ?? [];
    for (const node of level) {
      if (node.below === undefined) continue;
      let sum = 0;
      for (const one of node.below) sum += typeof one === 'number' ? one : one.classes;
      node.classes = sum;
      worth.note(node.keys, sum);
    }
    for (const node of level) if (node.below === undefined) node.classes = worth.meanOf(node.keys);
  }
  return worth;
}
