/** Sets of migration capabilities that are drawn together, and what each means for a run. */
import type { QemuBinary } from '../../../impl/qemu/host.ts';
import type { QemuScenario } from '../../../impl/qemu/scenario.ts';
import type { Draw } from '../../judging/execution/random-source.ts';

/**
 * Capabilities that may be set at both ends of a migration over a socket, whatever else is set. Left out are
 * those that need another setting (`x-ignore-shared`, `zero-copy-send`, `dirty-limit`, `rdma-pin-all`), that
 * lead to another end than a migrated guest (`background-snapshot`, `x-colo`), or that are gone in all newer versions.
 */
const MIXABLE = [
  'auto-converge',
  'dirty-bitmaps',
  'late-block-activate',
  'mapped-ram',
  'multifd',
  'pause-before-switchover',
  'postcopy-blocktime',
  'postcopy-preempt',
  'postcopy-ram',
  'release-ram',
  'return-path',
  'switchover-ack',
  'validate-uuid',
  'xbzrle',
  'zero-blocks',
] as const;

/** Capabilities whose streams are not read while they are forwarded, so only memory is judged. */
const OPAQUE: ReadonlySet<string> = new Set([
  'dirty-bitmaps',
  'mapped-ram',
  'multifd',
  'validate-uuid',
  'xbzrle',
]);

/** Whether the records of a migration are not seen while it runs. */
export function isOpaque({
  capabilities,
  target,
}: Pick<QemuScenario, 'capabilities' | 'target'>): boolean {
  return target !== undefined || capabilities.some((one) => OPAQUE.has(one));
}

/** Whether all records are seen until the first that is told as a difference from an earlier one. */
export function isReadAtFirst({
  capabilities,
  target,
}: Pick<QemuScenario, 'capabilities' | 'target'>): boolean {
  return target === undefined && capabilities.every((one) => one === 'xbzrle' || !OPAQUE.has(one));
}

/** All sets of two. */
const pairs: readonly (readonly string[])[] = MIXABLE.flatMap((one, at) =>
  MIXABLE.slice(at + 1).map((other) => [one, other]),
);

/** All sets of three. */
const triples: readonly (readonly string[])[] = pairs.flatMap(([one = '', other = '']) =>
  MIXABLE.slice(MIXABLE.findIndex((name) => name === other) + 1).map((third) => [
    one,
    other,
    third,
  ]),
);

/** The sets that a binary is asked about. */
export const setsOfCapabilities: readonly (readonly string[])[] = [...pairs, ...triples];

export function allowedPairs({ refuses }: QemuBinary): readonly (readonly string[])[] {
  return pairs.filter((set) => !refuses.has(set.join()));
}

export interface CapabilitySets {
  /** The next set: each allowed pair once, in an order of its own, then again; some with a third. */
  readonly next: (draw: Draw) => readonly string[];
}

/** @param binaries - a set is drawn if at least one of them allows it */
export function makeCapabilitySets(
  binaries: readonly QemuBinary[],
  draw: Draw,
): CapabilitySets | undefined {
  const isAllowed = (set: readonly string[]): boolean =>
    binaries.some(({ refuses }) => !refuses.has(set.join()));
  const order = shuffled(pairs.filter(isAllowed), draw);
  const more = triples.filter(isAllowed);
  if (order.length === 0) return undefined;
  let taken = 0;
  return {
    next(pick) {
      const pair = order[taken++ % order.length] as readonly string[];
      const wider = more.filter((set) => pair.every((one) => set.includes(one)));
      return pick(3) > 0 || wider.length === 0
        ? pair
        : (wider[pick(wider.length)] as readonly string[]);
    },
  };
}

function shuffled<Value>(values: readonly Value[], draw: Draw): readonly Value[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last--) {
    const at = draw(last + 1);
    [order[last], order[at]] = [order[at] as Value, order[last] as Value];
  }
  return order;
}
