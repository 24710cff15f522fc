/**
 * The part of the tree of classes that is known, with nodes in the same state merged into one (Chen,
 * Heuristic Sampling, SIAM J. Comput. 21, 1992). What is below such nodes is the same as far as their keys
 * tell; one of them, drawn in proportion to its weight when they are met, stands for all.
 */
import type { ClassTree, Fork, ForkKeys, Place } from './class-tree.ts';

/** A node below, or the number of classes at a leaf: 1 or 0. */
type Below = GraphNode | 1 | 0;

export interface GraphNode {
  readonly keys: ForkKeys;
  /** Stands for all nodes in this state; `undefined` once it was visited. */
  fork: Fork | undefined;
  /** What is below each of its branches, once it was visited. */
  below: readonly Below[] | undefined;
  /** In the current pass: the number of prefixes that lead to this state, on average. */
  weight: number;
  /** The number of classes below, as far as the last pass could tell. */
  classes: number;
}

export class ClassGraph {
  readonly top: Below;
  /** The nodes by depth. */
  readonly levels: GraphNode[][] = [];
  nodes = 0;
  private readonly tree: ClassTree;
  private readonly byState: Map<number, GraphNode>[] = [];

  constructor(tree: ClassTree) {
    this.tree = tree;
    this.top = this.nodeAt(tree.top(), 1, 0);
  }

  /**
   * Visits the branches of a node, and yields before each.
   *
   * @param weight - of the node, in the current pass
   * @param chance - draws a number at least 0 and less than 1
   */
  *visit(node: GraphNode, weight: number, chance: () => number): Generator<void, void, void> {
    const { fork } = node;
    if (fork === undefined) return;
    const below: Below[] = [];
    for (const place of this.tree.below(fork)) {
      below.push(this.nodeAt(place, weight, chance()));
      yield;
    }
    node.below = below;
    node.fork = undefined;
  }

  private nodeAt(place: Place, weight: number, drawn: number): Below {
    if (place === 'blocked') return 0;
    if (place === 'end') return 1;
    const { depth, exact } = place.keys;
    const states = (this.byState[depth] ??= new Map<number, GraphNode>());
    const known = states.get(exact);
    if (known !== undefined) {
      // The node is given its weight only after its siblings were found.
      if (known.fork !== undefined && drawn * (known.weight + weight) < weight) known.fork = place;
      return known;
    }
    const node = { keys: place.keys, fork: place, below: undefined, weight: 0, classes: 0 };
    states.set(exact, node);
    (this.levels[depth] ??= []).push(node);
    this.nodes++;
    return node;
  }
}
