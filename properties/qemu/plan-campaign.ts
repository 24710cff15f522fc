/** The migrations of a campaign: each drawn scenario runs on every binary that supports it. */
import type { QemuBinary } from '../../impl/qemu/host.ts';
import type { Draw } from '../judging/execution/random-source.ts';
import { makeDraw } from '../judging/execution/random-source.ts';
import type { QemuFamily } from './scenarios/family.ts';
import { makeCapabilitySets } from './scenarios/capabilities.ts';
import { refusalOf, variantsOf } from './scenarios/families.ts';

export interface Planned {
  /** Position in the campaign. */
  readonly index: number;
  /** Number of the draw: the same on each binary. */
  readonly drawn: number;
  readonly binary: QemuBinary;
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
  readonly runs: number;
}

/** At least one family must be possible on at least one binary. */
export function* planCampaign(options: PlanOptions): Generator<Planned> {
  const { seed, families, binaries, runs } = options;
  const able = (family: QemuFamily): readonly QemuBinary[] =>
    binaries.filter((binary) => refusalOf(family, binary) === undefined);
  const possible = families.filter((family) => able(family).length > 0);
  const sets = makeCapabilitySets(binaries, makeDraw(`${seed}/sets`));
  let index = 0;
  for (let drawn = 0; index < runs; drawn++) {
    const draw = makeDraw(`${seed}/family/${drawn}`);
    const family = byShare(possible, draw);
    const variants = variantsOf(family).filter((set) => !areRefused(set, binaries));
    const capabilities =
      (family.mixes === true ? sets?.next(draw) : undefined) ??
      (variants[draw(variants.length)] as readonly string[]);
    for (const binary of binaries) {
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

function byShare(families: readonly QemuFamily[], draw: Draw): QemuFamily {
  let at = draw(families.reduce((sum, { share }) => sum + share, 0));
  for (const family of families) {
    at -= family.share;
    if (at < 0) return family;
  }
  return families[0] as QemuFamily;
}
