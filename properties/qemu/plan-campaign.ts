/** The migrations of a campaign: each drawn scenario runs on every binary that supports it. */
import type { QemuBinary } from '../../impl/qemu/host.ts';
import type { Draw } from '../judging/execution/random-source.ts';
import { makeDraw } from '../judging/execution/random-source.ts';
import type { QemuFamily } from './families.ts';
import { refusalOf } from './families.ts';

export interface Planned {
  /** Position in the campaign. */
  readonly index: number;
  /** Number of the draw: the same on each binary. */
  readonly drawn: number;
  readonly binary: QemuBinary;
  readonly family: QemuFamily;
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
  let index = 0;
  for (let drawn = 0; index < runs; drawn++) {
    const family = byShare(possible, makeDraw(`${seed}/family/${drawn}`));
    for (const binary of able(family)) {
      if (index === runs) return;
      yield { index: index++, drawn, binary, family, draw: makeDraw(`${seed}/${drawn}`) };
    }
  }
}

function byShare(families: readonly QemuFamily[], draw: Draw): QemuFamily {
  let at = draw(families.reduce((sum, { share }) => sum + share, 0));
  for (const family of families) {
    at -= family.share;
    if (at < 0) return family;
  }
  return families[0] as QemuFamily;
}
