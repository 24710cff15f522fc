/**
 * The migrations of a campaign: each drawn scenario runs on every binary that supports it or, across versions, in both
 * orders on a pair of binaries.
 */
import type { QemuBinary, QemuPair } from '../../impl/qemu/host.ts';
import { nameOfPair } from '../../impl/qemu/host.ts';
import type { MachineName } from '../../impl/qemu/scenario.ts';
import type { Draw } from '../judging/execution/random-source.ts';
import { makeDraw } from '../judging/execution/random-source.ts';
import type { QemuFamily } from './scenarios/family.ts';
import { makeCapabilitySets } from './scenarios/capabilities.ts';
import { refusalOf, variantsOf } from './scenarios/families.ts';
import type { BothOrders } from './versions/pairs.ts';
import { pairsOf } from './versions/pairs.ts';

export interface Planned {
  /** Position in the campaign. */
  readonly index: number;
  /** Number of the draw: the same on each binary. */
  readonly drawn: number;
  readonly binary: QemuPair;
  readonly family: QemuFamily;
  /** The family's own, or those that were drawn for this migration. */
  readonly capabilities: readonly string[];
  /** Randomness for everything that is still to be decided. */
  readonly draw: Draw;
}

export interface PlanOptions {
  readonly seed: string;
  readonly families: readonly QemuFamily[];
  readonly binaries: readonly QemuBinary[];
  /** The only machine that the user wants; any if absent. */
  readonly machine?: MachineName | undefined;
  readonly runs: number;
}

/** What a family may run on: binaries, or pairs of them. */
export function candidatesFor(
  { crossesVersions }: QemuFamily,
  { binaries, machine }: Pick<PlanOptions, 'binaries' | 'machine'>,
): readonly QemuPair[] {
  return crossesVersions === true ? pairsOf(binaries, machine).flat() : binaries;
}

/** At least one family must be possible on at least one binary. */
export function* planCampaign(options: PlanOptions): Generator<Planned> {
  const { seed, families, binaries, runs } = options;
  const able = (family: QemuFamily): readonly QemuPair[] =>
    candidatesFor(family, options).filter((one) => refusalOf(family, one) === undefined);
  const possible = families.filter((family) => able(family).length > 0);
  const sets = makeCapabilitySets(binaries, makeDraw(`${seed}/sets`));
  const pairs = takeTurns(pairsOf(binaries, options.machine));
  let index = 0;
  for (let drawn = 0; index < runs; drawn++) {
    const draw = makeDraw(`${seed}/family/${drawn}`);
    const family = byShare(possible, draw);
    const candidates = candidatesFor(family, options);
    const variants = variantsOf(family).filter((set) => !areRefused(set, candidates));
    const capabilities =
      (family.mixes === true ? sets?.next(draw) : undefined) ??
      (variants[draw(variants.length)] as readonly string[]);
    const taken = family.crossesVersions === true ? pairs.next(draw, capabilities) : binaries;
    for (const binary of taken) {
      if (index === runs) return;
      if (areRefused(capabilities, [binary])) continue;
      const own = makeDraw(`${seed}/${drawn}`);
      yield { index: index++, drawn, binary, family, capabilities, draw: own };
    }
  }
}

function areRefused(capabilities: readonly string[], binaries: readonly QemuBinary[]): boolean {
  return binaries.every(({ refuses }) => refuses.has(capabilities.join()));
}

/** Draws among the pairs that have had these capabilities least often, and of those the least often taken. */
function takeTurns(pairs: readonly BothOrders[]): {
  readonly next: (draw: Draw, capabilities: readonly string[]) => BothOrders;
} {
  const counts = new Map<string, number>();
  return {
    next(draw, capabilities) {
      const keysOf = ([pair]: BothOrders): readonly string[] => [
        `${capabilities.join()} ${nameOfPair(pair)}`,
        nameOfPair(pair),
      ];
      const allowed = pairs.filter(([pair]) => !areRefused(capabilities, [pair]));
      const rarest = [0, 1].reduce((left, at) => {
        const countOf = (pair: BothOrders): number => counts.get(keysOf(pair)[at] ?? '') ?? 0;
        const least = Math.min(...left.map(countOf));
        return left.filter((pair) => countOf(pair) === least);
      }, allowed);
      const pair = rarest[draw(rarest.length)] as BothOrders;
      for (const key of keysOf(pair)) counts.set(key, (counts.get(key) ?? 0) + 1);
      return pair;
    },
  };
}

function byShare(families: readonly QemuFamily[], draw: Draw): QemuFamily {
  let at = draw(families.reduce((sum, { share }) => sum + share, 0));
  for (const family of families) {
    at -= family.share;
    if (at < 0) return family;
  }
  return families[0] as QemuFamily;
}
