/** Makes a recording of a run: everything that was observed, as data for validation. */
import type { OperationHappening } from '../../impl/qemu/happenings.ts';
import type { HostName } from '../../impl/qemu/link-part.ts';
import type { QemuPair } from '../../impl/qemu/host.ts';
import { HUGE_PAGE_BYTES } from '../../impl/qemu/host.ts';
import { MEMORY_BLOCK } from '../../impl/qemu/process.ts';
import type { QemuScenario } from '../../impl/qemu/scenario.ts';
import { TARGET_PAGE_BYTES } from '../../impl/qemu/scenario.ts';
import type {
  Deed,
  FoundPage,
  GuestOperation,
  PageContent,
  QemuRecording,
  RecordedBlock,
  RecordedItem,
  Wire,
} from '../../traces/recording-file.ts';
import type { StreamBlock } from '../../traces/stream-grammar.ts';
import { pageOf, programOf, writeNumber } from './judging/end-state.ts';
import type { PageVersions } from './page-versions.ts';
import { isWrite, pageVersions } from './page-versions.ts';
import type { NamePage } from './recorded-item.ts';
import { earliest, rangesOf, recordItem } from './recorded-item.ts';
import type { MigrationRun } from './run-migration.ts';
import { describeDeed } from './story.ts';

export function record(scenario: QemuScenario, binary: QemuPair, run: MigrationRun): QemuRecording {
  const versions = pageVersions(scenario);
  const began = beginningOf(run);
  const nameOf = makeNamer(run, versions);
  const wires = wiresOf(run, nameOf, began);
  return {
    format: 'migcheck-recording',
    version: 1,
    system: {
      version: binary.version,
      ...(binary.destination === undefined ? {} : { destination: binary.destination.version }),
      machine: scenario.machineType ?? scenario.machine,
      accelerator: 'tcg',
    },
    scenario: scenario.name,
    blocks: blocksOf(scenario, run, wires),
    operations: operationsOf(scenario, run, versions, began),
    wires,
    events: run.traces.flatMap((event) => {
      const { host, thread, us, name, args } = event;
      // An event without a time cannot be ordered.
      if (us === undefined) return [];
      return [{ host, ...(thread === undefined ? {} : { thread }), at: us - began, name, args }];
    }),
    statuses: run.happenings.flatMap((one) => {
      if (one.kind !== 'event') return [];
      const status = one.event === 'MIGRATION' ? ` ${String(one.data['status'])}` : '';
      return [{ host: one.host, at: one.us - began, name: `${one.event}${status}` }];
    }),
    deeds: deedsOf(run, began),
    memory: foundPages(scenario, run, nameOf, began),
  };
}

function deedsOf({ happenings }: MigrationRun, began: number): readonly Deed[] {
  return happenings.flatMap((one): readonly Deed[] => {
    if (one.kind === 'complaint')
      return [{ at: one.us - began, actor: 'judge', text: one.complaint.text }];
    if (one.kind !== 'operator') return [];
    return [{ at: one.us - began, actor: 'operator', text: describeDeed(one) }];
  });
}

/** The earliest time in the run, in microseconds. */
function beginningOf({ happenings, traces }: MigrationRun): number {
  const first = happenings.map((one) => (one.kind === 'operation' ? one.begun : one.us));
  return earliest([...first, ...traces.flatMap(({ us }) => us ?? [])]);
}

/**
 * Names pages of the guest program by their versions. Other pages of guest memory are compared with what they
 * held before the run, pages of other blocks with what was first sent of them.
 */
function makeNamer({ before }: MigrationRun, versions: PageVersions): NamePage {
  const first = new Map<string, Uint8Array>();
  return (block, page, content) => {
    if (content === undefined) return 'zero';
    const position = block === MEMORY_BLOCK ? versions.positionOf(page) : undefined;
    if (position !== undefined) return versions.nameOf(position, content);
    if (content.every((byte) => byte === 0)) return 'zero';
    const key = `${block}:${page}`;
    const known = block === MEMORY_BLOCK ? pageOf(before, page) : first.get(key);
    if (known === undefined) first.set(key, content);
    return known === undefined || Buffer.compare(known, content) === 0 ? 0 : 'foreign';
  };
}

function wiresOf({ happenings }: MigrationRun, nameOf: NamePage, began: number): readonly Wire[] {
  const wires = new Map<string, Wire & { items: RecordedItem[]; times: number[] }>();
  for (const one of happenings) {
    if (one.kind !== 'item') continue;
    const { attempt, channel, direction, item } = one;
    const kind = direction === 'back' ? 'return' : channel === 0 ? 'main' : 'preempt';
    const key = `${attempt} ${channel} ${direction}`;
    const wire = wires.get(key) ?? { channel: kind, attempt, items: [], times: [] };
    wires.set(key, wire);
    wire.items.push(recordItem(item, nameOf));
    wire.times.push(one.us - began);
  }
  return [...wires.values()];
}

function blocksOf(
  { hugePages }: QemuScenario,
  { happenings, before }: MigrationRun,
  wires: readonly Wire[],
): readonly RecordedBlock[] {
  const listed = happenings
    .flatMap((one): readonly StreamBlock[] =>
      one.kind === 'item' && one.item.kind === 'blocks' ? one.item.blocks : [],
    )
    .filter(({ name }, index, all) => all.findIndex((other) => other.name === name) === index);
  // A stream that was broken off early has not listed them.
  const memory = { name: MEMORY_BLOCK, pages: before.length / TARGET_PAGE_BYTES };
  const known = listed.length > 0 ? listed : [memory];
  return known.map(({ name, pages }) => ({
    name,
    pages,
    pagesPerHostPage: hugePages && name === MEMORY_BLOCK ? HUGE_PAGE_BYTES / TARGET_PAGE_BYTES : 1,
    zeros: rangesOf(pages, name === MEMORY_BLOCK ? zeroBefore(before) : zeroAtFirst(wires, name)),
  }));
}

function zeroBefore(memory: Uint8Array): (page: number) => boolean {
  return (page) => pageOf(memory, page).every((byte) => byte === 0);
}

/** The initial content of other blocks is unknown: what is first sent of a page stands for it. */
function zeroAtFirst(wires: readonly Wire[], block: string): (page: number) => boolean {
  const first = new Map<number, PageContent>();
  for (const { items } of wires)
    for (const item of items)
      if (item.kind === 'record' && item.block === block && !first.has(item.page))
        first.set(item.page, item.content);
  return (page) => first.get(page) === 'zero';
}

function operationsOf(
  scenario: QemuScenario,
  { happenings }: MigrationRun,
  versions: PageVersions,
  began: number,
): readonly GuestOperation[] {
  return happenings.flatMap((one): readonly GuestOperation[] => {
    if (one.kind !== 'operation' || one.isLost) return [];
    const { host, actor, begun, acknowledged } = one;
    const operation =
      actor === 'reader'
        ? ({ kind: 'read', page: scenario.reads[one.index] as number } as const)
        : programOf(scenario, one)[one.index];
    if (operation === undefined) return [];
    const times = {
      begun: begun - began,
      acknowledged: acknowledged === undefined ? null : acknowledged - began,
    };
    const place = {
      host,
      actor: actor === 'vcpu' ? 'vcpu' : 'device',
      block: MEMORY_BLOCK,
      page: scenario.pages[operation.page] as number,
    } as const;
    if (operation.kind === 'loop')
      return [{ ...place, kind: 'loop', pages: operation.pages, ...times }];
    const content = contentOf(scenario, one, operation.page, versions);
    const kind = operation.kind === 'read' ? 'read' : 'write';
    const ambiguous = one.isAmbiguous ? { ambiguous: true } : {};
    return [
      { ...place, kind, ...(content === undefined ? {} : { content }), ...times, ...ambiguous },
    ];
  });
}

/** The page's content after a write, or the content that a read returned. */
function contentOf(
  scenario: QemuScenario,
  note: OperationHappening,
  position: number,
  versions: PageVersions,
): PageContent | undefined {
  const operation = note.actor === 'reader' ? undefined : programOf(scenario, note)[note.index];
  if (isWrite(operation)) return versions.nameAfter(position, writeNumber(scenario, note));
  return note.value === undefined ? undefined : versions.nameOfFirstWord(position, note.value);
}

function foundPages(
  { pages }: QemuScenario,
  { arrivals }: MigrationRun,
  nameOf: NamePage,
  began: number,
): readonly FoundPage[] {
  const hosts: readonly HostName[] = ['source', 'destination'];
  return arrivals.flatMap(({ begun, us, memory }) =>
    hosts.flatMap((host) =>
      pages.map((page) => ({
        host,
        block: MEMORY_BLOCK,
        page,
        content: nameOf(MEMORY_BLOCK, page, pageOf(memory[host], page)),
        begun: begun - began,
        acknowledged: us - began,
      })),
    ),
  );
}
