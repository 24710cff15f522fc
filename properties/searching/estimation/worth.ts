/**
 * About how many classes are below a node, by what was found below others in a similar state. It decides
 * only where a pass looks, and so how far its estimate scatters, never what it is on average.
 */
import type { ForkKeys } from './class-tree.ts';

interface Seen {
  count: number;
  sum: number;
  squares: number;
}

export class Worth {
  private readonly byVisible: Map<number, Seen> = new Map();
  private readonly byPosition: Map<number, Seen> = new Map();
  private readonly byDepth: Map<number, Seen> = new Map();

  note({ visible, position, depth }: ForkKeys, classes: number): void {
    noteIn(this.byVisible, visible, classes);
    noteIn(this.byPosition, position, classes);
    noteIn(this.byDepth, depth, classes);
  }

  /** The mean number of classes below similar nodes; 0 if no such node was seen. */
  meanOf(keys: ForkKeys): number {
    const seen = this.seenLike(keys);
    return seen === undefined ? 0 : seen.sum / seen.count;
  }

  /** The root of the mean square: a node drawn with so much weight makes an estimate scatter least. */
  scoreOf(keys: ForkKeys): number {
    const seen = this.seenLike(keys);
    return seen === undefined ? 1 : Math.sqrt(seen.squares / seen.count);
  }

  private seenLike({ visible, position, depth }: ForkKeys): Seen | undefined {
    return this.byVisible.get(visible) ?? this.byPosition.get(position) ?? this.byDepth.get(depth);
  }
}

function noteIn(seen: Map<number, Seen>, key: number, classes: number): void {
  const known = seen.get(key);
  if (known === undefined) seen.set(key, { count: 1, sum: classes, squares: classes * classes });
  else {
    known.count++;
    known.sum += classes;
    known.squares += classes * classes;
  }
}
