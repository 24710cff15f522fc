/**
 * Positive controls: the relay changes records on the wire, or the harness a page in the file, so that wrong
 * memory arrives. The judge must notice each of these corruptions.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Tampering } from '../../impl/qemu/gate.ts';
import type { MachineName, QemuScenario } from '../../impl/qemu/scenario.ts';
import { TARGET_PAGE_BYTES, targetOf } from '../../impl/qemu/scenario.ts';
import type { Draw } from '../judging/execution/random-source.ts';
import { pageVersions } from './page-versions.ts';
import { isOpaque } from './scenarios/capabilities.ts';
import type { QemuFamily } from './scenarios/family.ts';
import { drawQemuScenario } from './scenarios/draw-scenario.ts';
import type { Planting } from './tampering.ts';
import { altered, alteringEach, changingLast, dropped, swapping } from './tampering.ts';

export const corruptions = ['altered', 'dropped', 'swapped', 'replayed'] as const;
export type Corruption = (typeof corruptions)[number];

export interface Plant {
  /** The one that was wanted, or `altered` where no other can be planted. */
  readonly kind: Corruption;
  readonly scenario: QemuScenario;
  readonly tampering?: (attempt: number) => Tampering;
  /** For what goes through a file. */
  readonly tamperFile?: (file: string) => void;
  /** Pages that must be found wrong. */
  readonly pages: readonly number[];
  /** An older record in place of a newer one may be right if the write between them is ambiguous. */
  readonly isHiddenByWrites: boolean;
  /** Whether wrong memory must have arrived with this attempt. */
  readonly isPlantedIn: (attempt: number) => boolean;
}

/** What is decided before anything is drawn. */
export interface PlantOptions {
  /** Those of the family if absent. */
  readonly capabilities?: readonly string[] | undefined;
  readonly machine?: MachineName | undefined;
  /** Whether QEMU can open a file as a target itself; so if absent. */
  readonly hasFiles?: boolean;
}

/** The first of the filled pages that the guest does not write. */
const FIRST_QUIET_PAGE = 0x180;
const QUIET_PAGES = 64;
/** At full speed, for guests that were to be migrated slowly with hardly any memory filled. */
const QUICK = { 'downtime-limit': 300 };

export function plant(
  kind: Corruption,
  draw: Draw,
  family: QemuFamily,
  { capabilities, machine, hasFiles = true }: PlantOptions = {},
): Plant {
  const narrowed = { capabilities, machine, hasFiles, writer: 'device', hugePages: false } as const;
  const drawn = drawQemuScenario(draw, family, narrowed);
  if (targetOf(drawn) !== undefined) return plantInFile(drawn, draw);
  if (isOpaque(drawn)) {
    const page = quietPageOf(drawn, draw);
    const scenario = drawn.isFilled ? drawn : { ...drawn, isFilled: true, parameters: QUICK };
    return alteredPage(scenario, page, pageVersions(scenario).initialBytes(page));
  }
  // At the speed of such a scenario only the pages of the program are filled.
  if (family.loops === true)
    return alteredPage(drawn, drawn.pages[draw(drawn.pages.length)] as number);
  return plantInRecords(kind, draw, drawn);
}

/** @param content - what the page holds, if its records may not be seen */
function alteredPage(scenario: QemuScenario, page: number, content?: Uint8Array): Plant {
  const planting = alteringEach(page, content);
  return { kind: 'altered', scenario, pages: [page], isHiddenByWrites: false, ...planting };
}

function plantInRecords(kind: Corruption, draw: Draw, drawn: QemuScenario): Plant {
  // The device writes one page after it was sent, so that the page has two records.
  const rewritten = FIRST_QUIET_PAGE + QUIET_PAGES + draw(QUIET_PAGES);
  const scenario: QemuScenario = {
    ...drawn,
    isFilled: true,
    parameters: drawn.isFilled && !needsTwo(kind) ? drawn.parameters : QUICK,
    pages: [rewritten],
    zeroPages: [],
    reads: drawn.reads.map(() => 0),
    device: [{ kind: 'word', page: 0, after: 0, sent: 1 }],
  };
  const of = (pages: readonly number[], planting: Planting): Plant => ({
    kind,
    scenario,
    pages,
    isHiddenByWrites: needsTwo(kind),
    ...planting,
  });
  const one = FIRST_QUIET_PAGE + draw(QUIET_PAGES);
  const other =
    FIRST_QUIET_PAGE + ((one - FIRST_QUIET_PAGE + 1 + draw(QUIET_PAGES - 1)) % QUIET_PAGES);
  switch (kind) {
    case 'altered':
      return of([rewritten], alteringEach(rewritten));
    case 'dropped':
      return of([rewritten], changingLast(rewritten, dropped));
    case 'swapped':
      return of([one, other], swapping(one, other));
    case 'replayed':
      return of(
        [rewritten],
        changingLast(rewritten, (first, last) => [last, first]),
      );
  }
}

/** Whether the corruption needs a page that is sent twice, in the same way: a postcopy takes over too early. */
function needsTwo(kind: Corruption): boolean {
  return kind === 'dropped' || kind === 'replayed';
}

/** A filled page that the guest does not write, so that it is sent once. */
function quietPageOf({ pages }: QemuScenario, draw: Draw): number {
  const quiet = Array.from({ length: QUIET_PAGES }, (_, index) => FIRST_QUIET_PAGE + index).filter(
    (page) => !pages.includes(page),
  );
  return quiet[draw(quiet.length)] as number;
}

/** Alters a page in the complete file: one that the guest does not write, so that it is there once. */
function plantInFile(scenario: QemuScenario, draw: Draw): Plant {
  const page = quietPageOf(scenario, draw);
  const content = pageVersions(scenario).initialBytes(page);
  let isPlanted = false;
  return {
    kind: 'altered',
    scenario,
    pages: [page],
    tamperFile(file) {
      const bytes = readFileSync(file);
      const at = bytes.indexOf(content);
      if (at < 0) return;
      isPlanted = true;
      writeFileSync(file, bytes.fill(altered(content.slice()), at, at + TARGET_PAGE_BYTES));
    },
    isHiddenByWrites: false,
    isPlantedIn: () => isPlanted,
  };
}
