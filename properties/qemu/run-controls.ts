/** Plants corruptions and checks that the judge names the pages of each. */
import pMap from 'p-map';
import type { QemuPair } from '../../impl/qemu/host.ts';
import type { Workspace } from '../../impl/qemu/workspace.ts';
import { opensFiles } from './campaign.ts';
import { random } from '../searching/strategies/random.ts';
import { makeDraw } from '../judging/execution/random-source.ts';
import { wrongPages } from './judging/end-state.ts';
import { unknownMoment } from './judging/snapshot.ts';
import type { QemuFamily } from './scenarios/family.ts';
import type { Corruption } from './planted-corruption.ts';
import { corruptions, plant } from './planted-corruption.ts';
import { runMigration } from './run-migration.ts';
import { onCommonMachine } from './versions/pairs.ts';

export interface ControlOrder {
  readonly seed: string;
  /** At least one; each control runs on one that is drawn. */
  readonly binaries: readonly QemuPair[];
  /** In the first one, something can always be planted. The controls are spread over all of them. */
  readonly families: readonly QemuFamily[];
  /** Number of corruptions to plant. */
  readonly count: number;
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** A control of an earlier part of the session, which is not planted again. */
  readonly done?: (index: number) => Control | undefined;
  readonly onControl?: (index: number, control: Control) => void;
}

export interface Control {
  /** The family in which it was planted. */
  readonly family: string;
  readonly kind: Corruption;
  /** The pages that were corrupted; none if the corruption could never be planted. */
  readonly planted: readonly number[];
  /** Those of the corrupted pages that the judge named. */
  readonly caught: readonly number[];
  /** Earlier migrations in which the corruption could not be planted, or an ambiguous write would hide it. */
  readonly replaced: number;
}

/**
 * The number of migrations to try for one control: in some, a page is written before it is first sent, and
 * nothing can be planted.
 */
const TRIES = 20;
/** The number of these in the control's own family: in some, few pages are sent twice. */
const OWN_TRIES = 6;

/** @returns `order.count` controls, or fewer if interrupted */
export async function runControls(
  order: ControlOrder,
  workspace: Workspace,
): Promise<readonly Control[]> {
  const controls = await pMap(
    Array.from({ length: order.count }, (_, index) => index),
    async (index) => {
      const before = order.done?.(index);
      if (before !== undefined) return before;
      const control = await runControl(order, workspace, index);
      if (control !== undefined) order.onControl?.(index, control);
      return control;
    },
    { concurrency: order.jobs },
  );
  return controls.filter((one) => one !== undefined);
}

async function runControl(
  { seed, binaries, families, signal }: ControlOrder,
  workspace: Workspace,
  index: number,
): Promise<Control | undefined> {
  const wanted = corruptions[index % corruptions.length] as Corruption;
  const [first] = families as readonly [QemuFamily];
  const own = families[index % families.length] ?? first;
  for (let replaced = 0; replaced < TRIES && !signal.aborted; replaced++) {
    const family = replaced < OWN_TRIES ? own : first;
    const draw = makeDraw(`${seed}/control/${index}/${replaced}`);
    const binary = binaries[binaries.length === 1 ? 0 : draw(binaries.length)] as QemuPair;
    const planted = plant(wanted, draw, family, { hasFiles: opensFiles(binary) });
    const { tamper, tamperFile, pages, isPlanted } = planted;
    const scenario = onCommonMachine(planted.scenario, binary);
    const kind = tamperFile === undefined ? wanted : 'altered';
    const order = { scenario, binary, strategy: random(), draw, tamper, tamperFile, signal };
    const run = await runMigration(order, workspace);
    if (signal.aborted) return undefined;
    // If a write is ambiguous, an older record in place of a newer one may be right.
    const isAmbiguous =
      tamperFile === undefined &&
      run.happenings.some((one) => one.kind === 'operation' && one.isAmbiguous);
    const isUnknown = unknownMoment(scenario, run) !== undefined;
    if (!isPlanted() || isAmbiguous || isUnknown || run.arrivals.length === 0) continue;
    const named = new Set(wrongPages(scenario, run).map(({ page }) => page));
    const caught = pages.filter((page) => named.has(page));
    return { kind, family: family.name, planted: pages, caught, replaced };
  }
  if (signal.aborted) return undefined;
  return { kind: wanted, family: own.name, planted: [], caught: [], replaced: TRIES };
}

/** Whether all planted pages were named; false if nothing could be planted. */
export function isCaught({ planted, caught }: Control): boolean {
  return planted.length > 0 && caught.length === planted.length;
}
