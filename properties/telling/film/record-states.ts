/**
 * Records a run for the page that shows it: the state before the first step, and what each step
 * changed. It reads the whole state after every step and so does not depend on footprints.
 */
import type { Scenario } from '../../../impl/scenario.ts';
import type { Lacks } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';
import { host, migrationStatuses } from '../../../impl/tracepoints.ts';
import type { ColumnShape, FactShape, MessageView } from '../../../traces/trace-view.ts';
import type { OracleContext, OracleMaker } from '../../judging/lockstep/oracle-context.ts';
import { pageRecords, recordNames } from '../../judging/pages/page-records.ts';
import type { PendingKind, WriteTracker } from '../story/pending-writes.ts';
import { pendingBit, pendingRecords, trackWrites } from '../story/pending-writes.ts';
import type { MessageRecorder } from './record-messages.ts';
import { recordMessages } from './record-messages.ts';

/** In the format of the page's data; one element of `changes` per step. */
export interface RecordedStates {
  readonly firstCells: readonly number[];
  readonly contents: readonly (readonly number[])[];
  readonly changes: readonly (readonly number[])[];
  readonly messages: readonly MessageView[];
}

export interface StateRecorder {
  readonly observer: OracleMaker;
  readonly recorded: () => RecordedStates;
}

const YES_NO = ['no', 'yes'];
const RUN_STATES = ['stopped', 'running'];

export const facts: readonly FactShape[] = [
  { name: 'migration', valueNames: migrationStatuses },
  { name: 'guest on source', valueNames: RUN_STATES },
  { name: 'guest on destination', valueNames: RUN_STATES },
  { name: 'dirty pages', valueNames: [] },
  { name: 'pages requested', valueNames: [] },
  { name: 'bitmap_mutex', valueNames: ['held', 'free'] },
  { name: 'last stage', valueNames: YES_NO },
];

/** The number of each cell of a page. */
const pageCell = { source: 0, newest: 1, destination: 2, bits: 3, pending: 4 } as const;
/** The cell that holds the bits that a system shows. */
export const BITS_CELL: number = pageCell.bits;
export const PAGE_CELLS: number = Object.keys(pageCell).length;

/** First the contents, which must be the same in the end; then the bits, in the order a write reaches them. */
export function columnsOf({ vcpus, device }: Scenario, lacks?: Lacks): readonly ColumnShape[] {
  const isTold = (name: TracepointName): boolean => lacks?.tracepoints.has(name) !== true;
  const hasStores = vcpus.some((program) => program.some(({ kind }) => kind !== 'read'));
  const under = (kind: PendingKind): ColumnShape => ({
    name: pendingRecords[kind].title,
    place: 'source',
    cell: pageCell.pending,
    bit: pendingBit[kind],
  });
  return [
    ...contents,
    ...(hasStores && isTold('vcpu_trap') ? [under('trapped')] : []),
    ...(device.length === 0 || !isTold('device_log') ? [] : [under('marked'), under('unlogged')]),
    ...bits,
  ];
}

const contents: readonly ColumnShape[] = [
  { name: 'content', place: 'source', cell: pageCell.source },
  { name: 'newest copy', place: 'wire', cell: pageCell.newest },
  { name: 'content', place: 'destination', cell: pageCell.destination },
];

const bits: readonly ColumnShape[] = recordNames
  .toSorted((one, other) => pageRecords[one].column - pageRecords[other].column)
  .map((name) => {
    const { title, host: place } = pageRecords[name];
    return { name: title, place, cell: pageCell.bits, bit: pageBit[name] };
  });

/** A recorder for a single run; it must not be used for a second one. */
export function recordStates(): StateRecorder {
  let sent: RecordedStates | undefined;
  return {
    observer(context) {
      // Each scenario has its own messages and cells.
      let messages: MessageRecorder;
      let cells = new Int32Array();
      const found = makeContents();
      const writes = trackWrites();
      const hear = (name: TracepointName) => (page: number) => {
        const { driver, footprint } = context.system;
        writes.hear(driver.threads[footprint.thread] ?? '', name, page);
      };
      const read = (): void => readCells(context, { contents: found, writes }, cells);
      const changes: number[][] = [];
      return {
        on: {
          vcpu_trap: hear('vcpu_trap'),
          vcpu_store: hear('vcpu_store'),
          device_store: hear('device_store'),
          device_log: hear('device_log'),
        },
        retarget() {
          const { links = [] } = context.views;
          messages = recordMessages(links.map(({ channel }) => channel));
          cells = new Int32Array(facts.length + context.layout.pages * PAGE_CELLS);
        },
        reset() {
          writes.reset();
          read();
          sent = {
            firstCells: [...cells],
            contents: found.list,
            changes,
            get messages() {
              return messages.messages();
            },
          };
        },
        step() {
          const before = cells.slice();
          read();
          changes.push(differences(before, cells));
          messages.observe(changes.length);
        },
      };
    },
    recorded() {
      if (sent === undefined) throw new Error('nothing was recorded: the run has not begun');
      // A plain copy without the getter, so that it can be sent to another thread.
      return { ...sent };
    },
  };
}

function differences(before: Int32Array, after: Int32Array): number[] {
  const found: number[] = [];
  for (let cell = 0; cell < after.length; cell++)
    if (before[cell] !== after[cell]) found.push(cell, after[cell] as number);
  return found;
}

interface Kept {
  readonly contents: Contents;
  readonly writes: WriteTracker;
}

function readCells(
  { system, reading }: OracleContext,
  { contents, writes }: Kept,
  into: Int32Array,
): void {
  const { layout, views } = system;
  const isRunning = (on: number): number => Number(views.isRunning(on));
  into.set([
    views.status(),
    isRunning(host.source),
    isRunning(host.destination),
    views.dirtyPageCount(),
    views.requestedCount(),
    Number(views.isBitmapMutexFree()),
    Number(views.isLastStage()),
  ]);
  const { pageWords } = layout;
  for (let page = 0; page < layout.pages; page++) {
    const first = facts.length + page * PAGE_CELLS;
    const read = (wordAt: (word: number) => number): number => contents.number(wordAt, pageWords);
    into[first + pageCell.source] = read((word) => views.memoryWord(host.source, page, word));
    into[first + pageCell.newest] = read((word) => reading.newest[page * pageWords + word] ?? 0);
    into[first + pageCell.destination] = read((word) =>
      views.memoryWord(host.destination, page, word),
    );
    into[first + pageCell.bits] = views.pageBits(page);
    into[first + pageCell.pending] = writes.bitsOf(page);
  }
}

/** Gives each content of a page a number. */
interface Contents {
  readonly list: number[][];
  readonly number: (wordAt: (word: number) => number, words: number) => number;
}

function makeContents(): Contents {
  const list: number[][] = [];
  const numbers = new Map<string, number>();
  const numberOf = (content: number[]): number => {
    const key = content.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, list.length);
    return list.push(content) - 1;
  };
  return {
    list,
    number(wordAt, words) {
      const content = [wordAt(0)];
      for (let word = 1; word < words; word++)
        if (wordAt(word) !== content.at(-1)) content.push(wordAt(word));
      return numberOf(content);
    },
  };
}
