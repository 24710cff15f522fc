/**
 * Judges the memory that has arrived, page by page. It is compared with the source's memory and with the
 * guest's own acknowledgements, so that a page that is wrong at both ends is noticed.
 */
import type { Arrival } from '../../../impl/qemu/attempt/attempt.ts';
import type { OperationHappening } from '../../../impl/qemu/happenings.ts';
import type { HostName } from '../../../impl/qemu/link-part.ts';
import { MEMORY_BLOCK } from '../../../impl/qemu/process.ts';
import type { GuestOperation, QemuScenario } from '../../../impl/qemu/scenario.ts';
import { SNAPSHOT, TARGET_PAGE_BYTES } from '../../../impl/qemu/scenario.ts';
import type { PageContent } from '../../../traces/recording-file.ts';
import type { PageVersions } from '../page-versions.ts';
import { isWrite, pageVersions } from '../page-versions.ts';
import type { MigrationRun } from '../run-migration.ts';
import type { SnapshotMoment } from './snapshot.ts';
import { snapshotIn } from './snapshot.ts';

/** A page with wrong content. */
export interface WrongPage {
  readonly block: string;
  readonly page: number;
  readonly host: HostName;
  readonly found: PageContent;
  /** Any of these would be right; empty for a page that should equal the source's. */
  readonly expected: readonly PageContent[];
  /** How it was noticed, if not by comparing the final memory. */
  readonly by?: 'a read';
}

export function wrongPages(scenario: QemuScenario, run: MigrationRun): readonly WrongPage[] {
  const versions = pageVersions(scenario);
  const histories = scenario.pages.map((_, position) => historyOf(scenario, run, position));
  const reads = wrongReads(scenario, run, { versions, histories });
  const known = { versions, histories, before: run.before };
  const moment = snapshotIn(scenario, run.happenings);
  const found = run.arrivals.flatMap((arrival) => {
    if (moment !== undefined) return wrongInImage(arrival, { ...known, moment });
    return scenario.capabilities.includes(SNAPSHOT) ? [] : wrongThen(scenario, arrival, known);
  });
  return [...found, ...wrongAtSource(scenario, run, { versions, histories }), ...reads];
}

/** What is known of each page: its versions, and its writes in order. */
interface Knowledge {
  readonly versions: PageVersions;
  readonly histories: readonly (readonly Written[])[];
}

interface Written {
  /** The number of the write among those of its page, from 1. */
  readonly write: number;
  readonly note: OperationHappening;
}

function operationsOf(run: MigrationRun): readonly OperationHappening[] {
  return run.happenings.flatMap((one) => (one.kind === 'operation' ? [one] : []));
}

export function programOf(
  scenario: QemuScenario,
  { actor }: OperationHappening,
): readonly GuestOperation[] {
  return actor === 'device' ? scenario.device : scenario.vcpu;
}

/** The writes of a page that were begun and not lost, in order. */
function historyOf(
  scenario: QemuScenario,
  run: MigrationRun,
  position: number,
): readonly Written[] {
  return operationsOf(run).flatMap((note) => {
    const operation = note.actor === 'reader' ? undefined : programOf(scenario, note)[note.index];
    if (!isWrite(operation) || operation?.page !== position || note.isLost) return [];
    return [{ write: writeNumber(scenario, note), note }];
  });
}

/** @returns the number of this write among those of its page, from 1 */
export function writeNumber(scenario: QemuScenario, note: OperationHappening): number {
  const program = programOf(scenario, note);
  const page = program[note.index]?.page;
  return program.slice(0, note.index + 1).filter((one) => isWrite(one) && one.page === page).length;
}

/**
 * The writes whose content may be seen between two times: the last certain one and all possible later ones.
 */
function seen(history: readonly Written[], from: number, until: number): readonly number[] {
  const certain = history.filter(
    ({ note }) => note.acknowledged !== undefined && note.acknowledged <= from && !note.isAmbiguous,
  );
  const last = certain.at(-1)?.write ?? 0;
  const later = history.filter(({ write, note }) => write > last && note.begun <= until);
  return [last, ...later.map(({ write }) => write)];
}

function wrongThen(
  scenario: QemuScenario,
  { us, memory }: Arrival,
  { versions, histories, before }: Knowledge & Pick<MigrationRun, 'before'>,
): readonly WrongPage[] {
  const { source, destination } = memory;
  const wrong: WrongPage[] = [];
  for (let page = 0; page * TARGET_PAGE_BYTES < source.length; page++) {
    const here = pageOf(source, page);
    const there = pageOf(destination, page);
    const isSame = Buffer.compare(here, there) === 0;
    const position = versions.positionOf(page);
    const place = { block: MEMORY_BLOCK, page, host: 'destination' } as const;
    if (position === undefined) {
      const isRight = isSame || (releases(scenario) && isAsBefore(before, page, there));
      if (!isRight) wrong.push({ ...place, found: 'foreign', expected: [] });
      continue;
    }
    const found = versions.nameOf(position, there);
    const writes = seen(histories[position] ?? [], us, us);
    const stands = isFrozen(scenario, position);
    const expected = expectedOf(
      writes.map((write) => versions.nameAfter(position, write)),
      { atSource: versions.nameOf(position, here), isFrozen: stands },
    );
    // An ambiguous write may be half done: it was under way when the guest stopped, or when the page was
    // read.
    const isHalfDone =
      found === 'torn' && (isSame || !stands) && versions.isMixOf(position, writes, there);
    if (!expected.includes(found) && !isHalfDone) wrong.push({ ...place, found, expected });
  }
  return wrong;
}

/** An image holds the memory of one moment, whatever the source's guest has written since. */
function wrongInImage(
  { memory: { source, destination } }: Arrival,
  {
    versions,
    histories,
    before,
    moment: { from, until },
  }: Knowledge & Pick<MigrationRun, 'before'> & { readonly moment: SnapshotMoment },
): readonly WrongPage[] {
  const pages = Array.from({ length: before.length / TARGET_PAGE_BYTES }, (_, page) => page);
  return pages.flatMap((page): readonly WrongPage[] => {
    const there = pageOf(destination, page);
    const position = versions.positionOf(page);
    const place = { block: MEMORY_BLOCK, page, host: 'destination' } as const;
    if (position === undefined) {
      const isSame = Buffer.compare(pageOf(source, page), there) === 0;
      return isSame || isAsBefore(before, page, there)
        ? []
        : [{ ...place, found: 'foreign', expected: [] }];
    }
    const found = versions.nameOf(position, there);
    const writes = seen(histories[position] ?? [], from, until);
    const expected = writes.map((write) => versions.nameAfter(position, write));
    const isHalfDone = found === 'torn' && versions.isMixOf(position, writes, there);
    return expected.includes(found) || isHalfDone ? [] : [{ ...place, found, expected }];
  });
}

/** A guest that has remained on the source has everything that it has written. */
function wrongAtSource(
  scenario: QemuScenario,
  { remaining }: MigrationRun,
  { versions, histories }: Knowledge,
): readonly WrongPage[] {
  if (remaining === undefined) return [];
  const { us, memory } = remaining;
  return scenario.pages.flatMap((page, position): readonly WrongPage[] => {
    const content = pageOf(memory, page);
    const found = versions.nameOf(position, content);
    const writes = seen(histories[position] ?? [], us, us);
    const expected = writes.map((write) => versions.nameAfter(position, write));
    const isCounted = String(found).startsWith('loop');
    if (isCounted || expected.includes(found) || versions.isMixOf(position, writes, content))
      return [];
    return [{ block: MEMORY_BLOCK, page, host: 'source', found, expected }];
  });
}

/**
 * The guest's acknowledgements say which contents are possible. If the page cannot have been written at the
 * source after the stop, nor yet at the destination, the source's content is the only right one.
 */
function expectedOf(
  acknowledged: readonly PageContent[],
  { atSource, isFrozen }: { readonly atSource: PageContent; readonly isFrozen: boolean },
): readonly PageContent[] {
  const isCounted = String(atSource).startsWith('loop');
  if (isCounted) return [atSource];
  return isFrozen && acknowledged.includes(atSource) ? [atSource] : acknowledged;
}

function isFrozen(scenario: QemuScenario, position: number): boolean {
  const { capabilities, device } = scenario;
  if (capabilities.includes('postcopy-ram') || releases(scenario)) return false;
  return device.every(({ page }) => page !== position);
}

/** The source gives each page back to the kernel once it is sent. */
function releases({ capabilities }: QemuScenario): boolean {
  return capabilities.includes('release-ram');
}

function isAsBefore(before: Uint8Array, page: number, there: Uint8Array): boolean {
  return Buffer.compare(pageOf(before, page), there) === 0;
}

/** A read must return the last write before it, on either host. */
function wrongReads(
  scenario: QemuScenario,
  run: MigrationRun,
  { versions, histories }: Knowledge,
): readonly WrongPage[] {
  return operationsOf(run).flatMap((note) => {
    const position =
      note.actor === 'reader' ? scenario.reads[note.index] : readPage(scenario, note);
    if (position === undefined || note.value === undefined || note.acknowledged === undefined)
      return [];
    const candidates = seen(histories[position] ?? [], note.begun, note.acknowledged);
    const words = candidates.map((write) => versions.afterWrites(position, write).first);
    if (words.includes(note.value)) return [];
    const page = scenario.pages[position] as number;
    const expected = candidates.map((write) => versions.nameAfter(position, write));
    const found = versions.nameOfFirstWord(position, note.value);
    return [{ block: MEMORY_BLOCK, page, host: note.host, found, expected, by: 'a read' }];
  });
}

function readPage(scenario: QemuScenario, note: OperationHappening): number | undefined {
  const operation = programOf(scenario, note)[note.index];
  return operation?.kind === 'read' ? operation.page : undefined;
}

export function pageOf(memory: Uint8Array, page: number): Uint8Array {
  return memory.subarray(page * TARGET_PAGE_BYTES, (page + 1) * TARGET_PAGE_BYTES);
}

/** One line, like `m0 page 381 is version 2 on the destination, and should be version 3`. */
export function describeWrongPage({ block, page, host, found, expected, by }: WrongPage): string {
  const should =
    expected.length === 0 ? 'what the source holds' : expected.map(describeContent).join(' or ');
  const how = by === undefined ? 'is' : `is (seen by ${by})`;
  return `${block} page ${page} ${how} ${describeContent(found)} on the ${host}, and should be ${should}`;
}

function describeContent(content: PageContent): string {
  if (content === 'zero') return 'all zeros';
  if (content === 'torn') return 'parts of two versions';
  if (content === 'foreign') return 'content that was never written there';
  return /^\d/.test(String(content)) ? `version ${content}` : String(content);
}
