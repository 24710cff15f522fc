/**
 * Sees where in the code a system is whenever it announces or accesses something, without its doing
 * anything for it: what it announces and accesses grows in length, and whoever makes it grow is on
 * the stack. It is for films only, since it costs more than the step itself.
 */
import { join } from 'node:path';
import type { System } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import { TRACEPOINT_STRIDE, tracepoint } from '../../../impl/tracepoints.ts';
import type { SourcePlace } from '../../engines/loader/engine-places.ts';
import { sourcePlaceOf } from '../../engines/loader/engine-places.ts';
import { mergedRecords, pageRecords } from '../../judging/lockstep/page-records.ts';
import { projectRoot } from '../../project-root.ts';

/** Where a step was. */
export interface StepPlaces {
  /** One for each event, as far as it is known. */
  readonly events: readonly (SourcePlace | undefined)[];
  /** Where its thread was when it first did something. */
  readonly thread: SourcePlace | undefined;
  /** Where a merge of the log changed each record of each page. */
  readonly merges: readonly RecordPlace[];
}

/** Where a record of a page was changed. */
export interface RecordPlace {
  /** Of `pageBit`. */
  readonly bit: number;
  /** Dense index. */
  readonly page: number;
  readonly place: SourcePlace;
}

export interface CodeWatch {
  /** What the last step left behind; to be called after each. */
  readonly take: () => StepStacks;
  readonly stop: () => void;
}

/** Where a step was, as long as nobody wants to know it: to read a stack takes longer than the step. */
export interface StepStacks {
  readonly events: readonly Stack[];
  readonly accesses: readonly Stack[];
  readonly merges: readonly RecordStack[];
}

/** A stack that nobody has looked at yet. */
interface Stack {
  stack?: unknown;
}

/** Accesses of a step that are looked at for the first of its own: those before it are the runtime's. */
const ACCESSES_MAX = 4;
/** Writes of one step that are kept. */
const WRITES_MAX = 1000;
const STACK_MAX = 12;

export function watchCode({ trace, footprint, views, lacks }: System): CodeWatch {
  let events: Stack[] = [];
  let accesses: Stack[] = [];
  let writes: Write[] = [];
  const noteAccess = (stack: Stack): void => {
    if (accesses.length < ACCESSES_MAX) accesses.push(stack);
    // What another engine calls its records, and when it notes that it writes them, nobody knows.
    if (lacks !== undefined || writes.length === WRITES_MAX) return;
    const at = footprint.length;
    const isWrite = ((footprint.entries[at + 2] ?? 0) & 1) === 1;
    const cell = footprint.entries[at] ?? -1;
    const page = footprint.pageOfCell[cell] ?? -1;
    const bit = BIT_OF_OWNER[footprint.ownerOfCell[cell] ?? ''] ?? 0;
    if (!isWrite || page < 0 || bit === 0) return;
    // It is noted before it is done.
    writes.push({ bit, page, wasSet: isSet(page, bit), stack });
  };
  const isSet = (page: number, bit: number): boolean => (views.pageBits(page) & bit) !== 0;
  const stops = [
    watchLength(trace, (stack) => events.push(stack)),
    watchLength(footprint, noteAccess),
  ];
  return {
    take() {
      const stacks = {
        events,
        accesses,
        merges: isMerge(trace) ? changesOf(writes, isSet) : [],
      };
      events = [];
      accesses = [];
      writes = [];
      return stacks;
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}

/** The records of a page that a merge changes, by what they are called in a footprint. */
const BIT_OF_OWNER: Readonly<Record<string, number>> = Object.fromEntries(
  mergedRecords.map((name) => [pageRecords[name].owner, pageBit[name]]),
);

interface RecordStack extends Omit<RecordPlace, 'place'> {
  readonly stack: Stack;
}

interface Write extends RecordStack {
  readonly wasSet: boolean;
}

/** A write that leaves the record as it was changes nothing. */
function changesOf(
  writes: readonly Write[],
  isSet: (page: number, bit: number) => boolean,
): readonly RecordStack[] {
  return writes.filter(({ bit, page, wasSet }, index) => {
    const next = writes.slice(index + 1).find((one) => one.page === page && one.bit === bit);
    return wasSet !== (next?.wasSet ?? isSet(page, bit));
  });
}

/** @throws Error if a source map cannot be read */
export function placesOf({ events, accesses, merges }: StepStacks): StepPlaces {
  const [first] = events;
  const doings = first === undefined ? accesses : [first];
  let thread: SourcePlace | undefined;
  for (const stack of doings) thread ??= placeOfThread(stack);
  return {
    events: events.map(placeOf),
    thread,
    merges: merges.flatMap(({ bit, page, stack }) => {
      const place = placeOf(stack);
      return place === undefined ? [] : [{ bit, page, place }];
    }),
  };
}

function isMerge({ events, length }: System['trace']): boolean {
  for (let at = 0; at < length; at += TRACEPOINT_STRIDE)
    if (events[at] === tracepoint.ramblock_sync_dirty_bitmap) return true;
  return false;
}

/** @returns what undoes it; of an object whose length cannot be watched, nothing is seen */
function watchLength(
  watched: { readonly length: number },
  see: (stack: Stack) => void,
): () => void {
  const own = Object.getOwnPropertyDescriptor(watched, 'length');
  if (own === undefined || own.configurable !== true || own.writable !== true)
    return () => undefined;
  let { length } = watched;
  const set = (next: number): void => {
    if (next > length) see(stackBelow(set));
    length = next;
  };
  const { enumerable = true } = own;
  Object.defineProperty(watched, 'length', {
    configurable: true,
    enumerable,
    get: () => length,
    set,
  });
  return () => Object.defineProperty(watched, 'length', { ...own, value: length });
}

function stackBelow(callee: (next: number) => void): Stack {
  const { stackTraceLimit } = Error;
  const stack: Stack = {};
  Error.stackTraceLimit = STACK_MAX;
  Error.captureStackTrace(stack, callee);
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}

/** The calls as such, and not as text. */
function callsOf(stack: Stack): readonly NodeJS.CallSite[] {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (_, calls) => calls;
  const calls = stack.stack;
  Error.prepareStackTrace = prepareStackTrace;
  return Array.isArray(calls) ? calls : [];
}

/** What runs the engine, and what judges it. */
const OF_RUNTIME = /[/\\]impl[/\\]runtime[/\\]/;
/** What puts an engine together; a method of it does nothing of a migration. */
const OF_RIG = /[/\\]impl[/\\]rig[/\\]/;
const OF_HARNESS = [
  join(projectRoot, '.build', 'properties'),
  join(projectRoot, '.build', 'commands.js'),
  join(projectRoot, '.build', 'workers.js'),
  join(projectRoot, 'properties'),
];

/**
 * The innermost function that is not a method: shared objects are what engines act upon, and the
 * functions say what they do. Where everything is a method, it is the innermost one.
 */
function placeOf(stack: Stack): SourcePlace | undefined {
  const calls = callsInEngine(stack);
  return (
    nameOf(calls.find(({ isMethod, name }) => !isMethod && name !== undefined)) ??
    nameOf(calls.find(({ file }) => !OF_RIG.test(file)))
  );
}

/** The innermost function that can be suspended: the one whose step it is. */
function placeOfThread(stack: Stack): SourcePlace | undefined {
  return nameOf(callsInEngine(stack).find(({ isResumed }) => isResumed)) ?? placeOf(stack);
}

function nameOf(call: Called | undefined): SourcePlace | undefined {
  if (call === undefined) return undefined;
  const place = sourcePlaceOf(call);
  return call.name === undefined ? place : { ...place, function: call.name };
}

function callsInEngine(stack: Stack): readonly Called[] {
  const calls: Called[] = [];
  const all = callsOf(stack);
  for (const [index, call] of all.entries()) {
    const path = call.getFileName()?.replace(/^file:\/\//, '') ?? '';
    if (OF_HARNESS.some((folder) => path.startsWith(folder))) break;
    if (!path.startsWith('/') && !/^[A-Za-z]:/.test(path)) continue;
    const isResumed = all[index + 1]?.getFunctionName() === 'next';
    if (!OF_RUNTIME.test(path)) calls.push({ ...readCall(call), isResumed });
  }
  return calls;
}

interface Called {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly name: string | undefined;
  readonly isMethod: boolean;
  /** It is a generator: what called it was `next`. */
  readonly isResumed: boolean;
}

function readCall(call: NodeJS.CallSite): Omit<Called, 'isResumed'> {
  return {
    file: call.getFileName() ?? '',
    line: call.getLineNumber() ?? 1,
    column: call.getColumnNumber() ?? 1,
    name: call.getFunctionName() ?? undefined,
    isMethod: call.getTypeName() !== null,
  };
}
