/** Plants corruptions and checks that the judge names the pages of each. */
import pMap from 'p-map';
import type { QemuPair } from '../../impl/qemu/host.ts';
import type { MachineName } from '../../impl/qemu/scenario.ts';
import type { Workspace } from '../../impl/qemu/workspace.ts';
import { opensFiles } from './campaign.ts';
import { random } from '../searching/strategies/random.ts';
import type { Draw } from '../judging/execution/random-source.ts';
import { makeDraw } from '../judging/execution/random-source.ts';
import { wrongPages } from './judging/end-state.ts';
import { unknownMoment } from './judging/snapshot.ts';
import { allowedPairs } from './scenarios/capabilities.ts';
import { variantsOf } from './scenarios/families.ts';
import type { QemuFamily } from './scenarios/family.ts';
import type { Corruption, Plant } from './planted-corruption.ts';
import { corruptions, plant } from './planted-corruption.ts';
import type { MigrationRun } from './run-migration.ts';
import { runMigration } from './run-migration.ts';
import { onCommonMachine } from './versions/pairs.ts';

export interface ControlOrder {
  readonly seed: string;
  /** At least one; each control runs on one that is drawn. */
  readonly binaries: readonly QemuPair[];
  /** The controls are spread over all of them. */
  readonly families: readonly QemuFamily[];
  /** Number of corruptions to plant. */
  readonly count: number;
  /** What cannot be planted in its family is replaced by an altered record there, not by the same in the first one. */
  readonly staysInFamily?: boolean;
  readonly machine?: MachineName | undefined;
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** A control of an earlier part of the session, which is not planted again. */
  readonly done?: (index: number) => Control | undefined;
  readonly onControl?: (index: number, control: Control) => void;
}

/** Why a corruption had no effect in a migration. */
export const whyReplaced = ['not planted', 'ambiguous write', 'nothing arrived'] as const;
type WhyReplaced = (typeof whyReplaced)[number];

export interface Control {
  /** The family in which it was planted. */
  readonly family: string;
  readonly kind: Corruption;
  /** The pages that were corrupted; none if the corruption could never be planted. */
  readonly planted: readonly number[];
  /** Those of the corrupted pages that the judge named. */
  readonly caught: readonly number[];
  /** Earlier migrations in which the corruption had no effect, each with the reason. */
  readonly replaced: readonly WhyReplaced[];
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
  order: ControlOrder,
  workspace: Workspace,
  index: number,
): Promise<Control | undefined> {
  const { seed, families, staysInFamily = false, signal } = order;
  const [first] = families as readonly [QemuFamily];
  const own = families[index % families.length] ?? first;
  // Each family has another kind in each round.
  const round = Math.floor(index / families.length);
  const turn = (index % families.length) + round;
  const wanted = corruptions[turn % corruptions.length] as Corruption;
  const replaced: WhyReplaced[] = [];
  while (replaced.length < TRIES && !signal.aborted) {
    const tries = replaced.length;
    const family = staysInFamily || tries < OWN_TRIES ? own : first;
    const kind = staysInFamily && tries >= OWN_TRIES ? 'altered' : wanted;
    const draw = makeDraw(`${seed}/control/${index}/${tries}`);
    const { planted, run } = await runPlanted({ kind, family, draw }, order, workspace);
    if (signal.aborted) return undefined;
    const why = whyWithoutEffect(planted, run);
    if (why !== undefined) {
      replaced.push(why);
      continue;
    }
    const { scenario, pages } = planted;
    const named = new Set(wrongPages(scenario, run).map(({ page }) => page));
    const caught = pages.filter((page) => named.has(page));
    return { kind: planted.kind, family: family.name, planted: pages, caught, replaced };
  }
  if (signal.aborted) return undefined;
  return { kind: wanted, family: own.name, planted: [], caught: [], replaced };
}

interface ToPlant {
  readonly kind: Corruption;
  readonly family: QemuFamily;
  readonly draw: Draw;
}

async function runPlanted(
  { kind, family, draw }: ToPlant,
  { binaries, machine, signal }: ControlOrder,
  workspace: Workspace,
): Promise<{ readonly planted: Plant; readonly run: MigrationRun }> {
  const binary = binaries[binaries.length === 1 ? 0 : draw(binaries.length)] as QemuPair;
  const allowed = setsOf(family, binary).filter((set) => !binary.refuses.has(set.join()));
  const capabilities = allowed[draw(allowed.length)];
  const drawn = plant(kind, draw, family, {
    capabilities,
    machine,
    hasFiles: opensFiles(binary),
  });
  const planted = { ...drawn, scenario: onCommonMachine(drawn.scenario, binary) };
  const { scenario, tampering, tamperFile } = planted;
  const order = { scenario, binary, strategy: random(), draw, tampering, tamperFile, signal };
  return { planted, run: await runMigration(order, workspace) };
}

function setsOf(family: QemuFamily, binary: QemuPair): readonly (readonly string[])[] {
  return family.mixes === true ? allowedPairs(binary) : variantsOf(family);
}

function whyWithoutEffect(
  { scenario, isHiddenByWrites, isPlantedIn }: Plant,
  run: MigrationRun,
): WhyReplaced | undefined {
  if (run.arrivals.length === 0) return 'nothing arrived';
  if (!run.arrivals.some(({ attempt }) => isPlantedIn(attempt))) return 'not planted';
  const isAmbiguous =
    isHiddenByWrites && run.happenings.some((one) => one.kind === 'operation' && one.isAmbiguous);
  return isAmbiguous || unknownMoment(scenario, run) !== undefined ? 'ambiguous write' : undefined;
}

/** Whether all planted pages were named; false if nothing could be planted. */
export function isCaught({ planted, caught }: Control): boolean {
  return planted.length > 0 && caught.length === planted.length;
}
