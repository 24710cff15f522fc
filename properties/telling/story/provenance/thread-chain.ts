/** What led to a violation between threads: which thread waits for which, and which threads race. */
import { migrationStatuses } from '../../../../impl/tracepoints.ts';
import { describeHeld, mutexNames } from '../../../judging/lockstep/mutexes.ts';
import type { FrameAccess } from '../../film/accesses.ts';
import type { Filmed, Frame } from '../../film/frames.ts';
import { nameOfPage } from '../../../judging/execution/coming-events.ts';
import type { CausalLink } from './link.ts';
import { BESIDE_THE_POINT, pageChain } from './page-chain.ts';

/** What each thread waits for and since when, and the thread that holds it or wrote to it last. */
export function waitChain(filmed: Filmed): readonly CausalLink[] {
  const { frames, waits } = filmed;
  const lastStepOf = (thread: string): number =>
    frames.findLastIndex((frame) => frame.thread === thread) + 1;
  const waiting = waits.flatMap(({ thread, what, holder, isIdle }): readonly CausalLink[] => {
    const step = lastStepOf(thread);
    const own = { step, actor: thread };
    if (isIdle)
      return step === 0
        ? []
        : [{ ...own, kind: 'idle', text: `waits for the next ${what}`, object: what }];
    const wait = { ...own, kind: 'waits', text: `waits for ${what}`, object: what };
    if (holder !== undefined) {
      const taken = lastTaking(filmed, what, holder);
      return taken === undefined ? [wait] : [wait, taken];
    }
    const touched = frames.findLastIndex(({ accesses }) =>
      accesses.some(({ owner, isWrite }) => isWrite && owner === what),
    );
    const frame = frames[touched];
    if (frame === undefined) return [wait];
    const text = `touched "${what}" last, in its step "${frame.label}"`;
    return [wait, { step: touched + 1, actor: frame.thread, kind: 'gate', text, object: what }];
  });
  const unflushed = tellUnflushed(filmed);
  return [
    statusOf(filmed),
    ...unflushed,
    ...waiting,
    ...keptByIdle(filmed, waiting),
    ...livesOfMissing(filmed),
  ];
}

/** Bytes that were put but not flushed: a thread that waits for them waits for ever. */
function tellUnflushed({ frames, links, start }: Filmed): readonly CausalLink[] {
  return links.flatMap(({ name, from }, link): readonly CausalLink[] => {
    const bytes = frames.at(-1)?.links[link]?.unflushed ?? 0;
    if (bytes === 0) return [];
    const since = frames.findLastIndex(
      (_, at) => ((frames[at - 1] ?? start).links[link]?.unflushed ?? 0) === 0,
    );
    const frame = frames[since];
    if (frame === undefined) return [];
    const amount = bytes === 1 ? 'an unflushed byte' : `the first of ${bytes} unflushed bytes`;
    const text = `put ${amount} into the buffer of the ${name} on the ${from}`;
    return [{ step: since + 1, actor: frame.thread, kind: 'unflushed', text, object: name }];
  });
}

/** The mutexes that an idle thread holds, but that no thread waits for yet. */
function keptByIdle(filmed: Filmed, told: readonly CausalLink[]): readonly CausalLink[] {
  return mutexNames.flatMap((mutex, number): readonly CausalLink[] => {
    const touching = filmed.frames.findLast(({ accesses }) =>
      accesses.some(({ owner, isWrite }) => isWrite && owner === mutex),
    );
    const last = touching?.accesses.findLast(({ owner, isWrite }) => isWrite && owner === mutex);
    const isHeld = last !== undefined && (last.held & (1 << number)) !== 0;
    const isTold = told.some(({ kind, object }) => kind === 'holds' && object === mutex);
    const isBusy = filmed.waits.some(
      ({ thread, isIdle }) => thread === touching?.thread && !isIdle,
    );
    if (touching === undefined || !isHeld || isTold || isBusy) return [];
    return [lastTaking(filmed, mutex, touching.thread) ?? []].flat();
  });
}

/** The histories of the pages that threads wait for. */
function livesOfMissing(filmed: Filmed): readonly CausalLink[] {
  const missing = new Set(filmed.waits.flatMap(({ missingPage }) => missingPage ?? []));
  return [...missing].flatMap((page) =>
    pageChain(filmed, page)
      .filter(({ kind }) => !BESIDE_THE_POINT.has(kind))
      .map((link) => ({ ...link, kind: 'life', object: nameOfPage(filmed.layout, page) })),
  );
}

/** The last change of the migration's status. */
function statusOf({ frames }: Filmed): CausalLink {
  const changes = frames.flatMap(({ thread, events }, at) =>
    events.flatMap(({ name, args: [status] }) =>
      name === 'migrate_set_state' ? [{ step: at + 1, actor: thread, status }] : [],
    ),
  );
  const last = changes.at(-1);
  if (last === undefined)
    return { step: 1, actor: 'operator', kind: 'status', text: 'has not begun a migration yet' };
  const { step, actor, status } = last;
  return { step, actor, kind: 'status', text: `sets the status to ${migrationStatuses[status]}` };
}

/** The step in which a thread took a mutex that it still holds. */
function lastTaking({ frames }: Filmed, mutex: string, holder: string): CausalLink | undefined {
  const bit = 1 << mutexNames.indexOf(mutex);
  const at = frames.findLastIndex(
    ({ thread, accesses }) =>
      thread === holder &&
      accesses.some(({ owner, isWrite, held }) => isWrite && owner === mutex && (held & bit) !== 0),
  );
  if (at < 0) return undefined;
  return {
    step: at + 1,
    actor: holder,
    kind: 'holds',
    text: `took ${mutex} and holds it`,
    object: mutex,
  };
}

/** How the last step accessed a shared object, and another thread's latest access that conflicts. */
export function accessChain(
  { frames }: Filmed,
  shared: string,
  page: number,
): readonly CausalLink[] {
  const last = frames.at(-1);
  if (last === undefined) return [];
  const isMeant = ({ owner, page: at }: FrameAccess): boolean => owner === shared && at === page;
  const own = last.accesses.filter(isMeant);
  const meets = (frame: Frame, other: FrameAccess): boolean =>
    isMeant(other) &&
    frame.thread !== last.thread &&
    own.some(({ isWrite, held }) => (isWrite || other.isWrite) && (held & other.held) === 0);
  const other = frames.findLastIndex((frame) => frame.accesses.some((one) => meets(frame, one)));
  const guarded = frames.findLastIndex(
    ({ accesses }, at) =>
      at < frames.length - 1 && accesses.some((one) => one.owner === shared && one.held !== 0),
  );
  const links: CausalLink[] = [];
  const before = other >= 0 ? other : guarded;
  const frame = frames[before];
  const access = frame?.accesses.find((one) =>
    other >= 0 ? meets(frame, one) : one.owner === shared && one.held !== 0,
  );
  if (frame !== undefined && access !== undefined)
    links.push({ ...sideOf(frame, access), step: before + 1 });
  // A write says more than a read of the same step.
  const worst = own.find(({ isWrite }) => isWrite) ?? own[0];
  if (worst !== undefined) links.push({ ...sideOf(last, worst), step: frames.length });
  return links;
}

function sideOf(
  { thread, label }: Frame,
  { owner, isWrite, held }: FrameAccess,
): Omit<CausalLink, 'step'> {
  const verb = isWrite ? 'writes' : 'reads';
  return {
    actor: thread,
    kind: 'access',
    text: `${verb} the ${owner} in its step "${label}", ${describeHeld(held)}`,
  };
}

/** The steps in which one mutex was taken inside another. */
export function lockOrderChain({ frames }: Filmed): readonly CausalLink[] {
  const takings = new Map<string, CausalLink>();
  frames.forEach(({ thread, label, accesses }, at) => {
    for (const { owner, isWrite, held } of accesses) {
      const bit = 1 << mutexNames.indexOf(owner);
      const outer = held & ~bit;
      if (!isWrite || !mutexNames.includes(owner) || (held & bit) === 0 || outer === 0) continue;
      const text = `takes ${owner} ${describeHeld(outer)}, in its step "${label}"`;
      takings.set(text, { step: at + 1, actor: thread, kind: 'takes', text });
    }
  });
  return [...takings.values()];
}

/** The last accesses of a step that never ended. */
export function brokenStepChain(filmed: Filmed): readonly CausalLink[] {
  const { frames } = filmed;
  const last = frames.at(-1);
  if (last === undefined) return [];
  const touched = new Set(
    last.accesses.map(({ owner, isWrite }) => `${isWrite ? 'writes' : 'reads'} the ${owner}`),
  );
  const what = [...touched].slice(-ACCESSES_TOLD).join(', ');
  const doing = what === '' ? '' : `: it ${what}`;
  const text = `does not finish its step "${last.label}"${doing}`;
  return [statusOf(filmed), { step: frames.length, actor: last.thread, kind: 'stuck', text }];
}

const ACCESSES_TOLD = 4;
