/**
 * Finds the place in the engine's code at which the system announces an event or makes an access,
 * without the engine's help: when the length of the system's list grows, the code that makes it grow
 * is on the stack. This is for films only, since it costs more than the step itself.
 */
import { join } from 'node:path';
import type { System } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import { TRACEPOINT_STRIDE, tracepoint } from '../../../impl/tracepoints.ts';
import type { SourcePlace } from '../../engines/loader/engine-places.ts';
import { sourcePlaceOf } from '../../engines/loader/engine-places.ts';
import { mergedRecords, pageRecords } from '../../judging/pages/page-records.ts';
import { projectRoot } from '../../project-root.ts';

/** The source places of a step. */
export interface StepPlaces {
  /** One for each event, `undefined` where it is not known. */
  readonly events: readonly (SourcePlace | undefined)[];
  /** Where the thread first did something. */
  readonly thread: SourcePlace | undefined;
  /** Where a merge of the log changed each record of each page. */
  readonly merges: readonly RecordPlace[];
}

/** Where a record of a page was changed. */
export interface RecordPlace {
  /** One of `pageBit`. */
  readonly bit: number;
  /** Dense index. */
  readonly page: number;
  readonly place: SourcePlace;
}

export interface CodeWatch {
  /** Returns the stacks of the last step; call this after each step. */
  readonly take: () => StepStacks;
  readonly stop: () => void;
}

/** The stacks of a step, not resolved to places yet: reading a stack takes longer than the step. */
export interface StepStacks {
  readonly events: readonly Stack[];
  readonly accesses: readonly Stack[];
  readonly merges: readonly RecordStack[];
}

/** A captured stack that has not been read yet. */
interface Stack {
  stack?: unknown;
}

/** Accesses per step in which to look for the thread's first own access; the runtime's come before it. */
const ACCESSES_MAX = 4;
/** The maximal number of writes kept per step. */
const WRITES_MAX = 1000;
const STACK_MAX = 12;

export function watchCode({ trace, footprint, views, lacks }: System): CodeWatch {
  let events: Stack[] = [];
  let accesses: Stack[] = [];
  let writes: Write[] = [];
  const noteAccess = (stack: Stack): void => {
    if (accesses.length < ACCESSES_MAX) accesses.push(stack);
    // The names of another engine's records are unknown, and so is the time at which it notes a write.
    if (lacks !== undefined || writes.length === WRITES_MAX) return;
    const at = footprint.length;
    const isWrite = ((footprint.entries[at + 2] ?? 0) & 1) === 1;
    const cell = footprint.entries[at] ?? -1;
    const page = footprint.pageOfCell[cell] ?? -1;
    const bit = BIT_OF_OWNER[footprint.ownerOfCell[cell] ?? ''] ?? 0;
    if (!isWrite || page < 0 || bit === 0) return;
    // The engine notes a write before making it.
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

/** The records of a page that a merge changes, by their names in a footprint. */
const BIT_OF_OWNER: Readonly<Record<string, number>> = Object.fromEntries(
  mergedRecords.map((name) => [pageRecords[name].owner, pageBit[name]]),
);

interface RecordStack extends Omit<RecordPlace, 'place'> {
  readonly stack: Stack;
}

interface Write extends RecordStack {
  readonly wasSet: boolean;
}

/** The writes that changed the value of their record. */
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

/** @returns a function that ends the watch; if the length cannot be watched, `see` is never called */
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

/** The stack as call sites instead of text. */
function callsOf(stack: Stack): readonly NodeJS.CallSite[] {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (_, calls) => calls;
  const calls = stack.stack;
  Error.prepareStackTrace = prepareStackTrace;
  return Array.isArray(calls) ? calls : [];
}

/** The runtime, which runs the engine's threads. */
const OF_RUNTIME = /[/\\]impl[/\\]runtime[/\\]/;
/** The rig, which assembles an engine; its methods do no migration work. */
const OF_RIG = /[/\\]impl[/\\]rig[/\\]/;
const OF_HARNESS = [
  join(projectRoot, '.build', 'properties'),
  join(projectRoot, '.build', 'commands.js'),
  join(projectRoot, '.build', 'workers.js'),
  join(projectRoot, 'properties'),
];

/**
 * The innermost function that is not a method: functions do the work of a migration, while methods
 * belong to the shared objects that they act on. If all are methods, the innermost one.
 */
function placeOf(stack: Stack): SourcePlace | undefined {
  const calls = callsInEngine(stack);
  return (
    nameOf(calls.find(({ isMethod, name }) => !isMethod && name !== undefined)) ??
    nameOf(calls.find(({ file }) => !OF_RIG.test(file)))
  );
}

/** The innermost generator on the stack: the function whose step it is. */
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
  /** Whether it is a generator, that is, its caller was `next`. */
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
