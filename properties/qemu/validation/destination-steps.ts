/**
 * What the destination did in one migration. It reads each channel in order, so it has read all earlier items
 * when it reads an item; QEMU's log says when it listened, ran, missed pages and placed them.
 */
import type { QemuEvent, RecordedBlock } from '../../../traces/recording-file.ts';
import type { Attempt } from './attempt.ts';
import type { PageName, PageSteps } from './page-steps.ts';
import { hostPageAround, pageName } from './page-steps.ts';
import {
  addressRanges,
  newMigrationState,
  nextOfThread,
  pageOfEvent,
  runStates,
} from './qemu-log.ts';
import type { SourceSteps } from './source-steps.ts';
import { whereOf } from './source-steps.ts';
import type { Deed, ObservedStep } from './step.ts';

const INCOMING = 'incoming';

export function addDestinationSteps(
  steps: PageSteps,
  blocks: readonly RecordedBlock[],
  attempt: Attempt,
  source: SourceSteps,
): void {
  const { destination } = attempt;
  for (const one of source.sent) if (!one.isPostcopy) deliver(steps, one.page, one.step, INCOMING);
  if (source.switched === undefined) {
    const done = destination.find((event) => newMigrationState(event) === 'completed');
    if (done !== undefined) land(steps, done, source.completed);
    return;
  }
  for (const { page, where } of source.discards)
    steps.add(page, {
      deed: act('discard'),
      thread: INCOMING,
      from: source.switched.from,
      to: Infinity,
      where,
    });
  takeOver(steps, destination, source.switched);
  addPlacing(steps, blocks, attempt, source);
  // All pages may arrive before the guest runs.
  const exit = destination.find(({ name }) => name === 'postcopy_ram_listen_thread_exit');
  const ran = destination.find((event) => runStates(event)[1] === 'running');
  if (exit !== undefined && ran !== undefined)
    land(steps, ran.at > exit.at ? ran : exit, source.completed);
}

function act(action: Extract<Deed, { kind: 'action' }>['action']): Deed {
  return { kind: 'action', action };
}

function deliver(steps: PageSteps, page: PageName, sent: ObservedStep, thread: string): void {
  const action = sent.deed.kind === 'send' && sent.deed.isUrgent ? 'deliver-urgent' : 'deliver';
  const { from, where } = sent;
  steps.add(page, { deed: act(action), thread, from, to: Infinity, where, cause: sent });
}

function land(steps: PageSteps, event: QemuEvent, completed: ObservedStep | undefined): void {
  const from = completed?.from ?? event.at;
  const where = whereOf(event);
  steps.addShared({
    deed: act('land'),
    thread: 'landing',
    from,
    to: event.at,
    where,
    cause: completed,
  });
}

function takeOver(steps: PageSteps, events: readonly QemuEvent[], switched: ObservedStep): void {
  const { from } = switched;
  const listened = events.filter(({ name }) => name === 'loadvm_postcopy_handle_listen');
  const [entered] = listened;
  const left = listened.at(-1);
  if (entered === undefined || left === undefined) return;
  const add = (deed: Deed, begin: number, end: number, event: QemuEvent): void => {
    const where = whereOf(event);
    const cause = switched;
    steps.addShared({ deed, thread: INCOMING, from: begin, to: end, where, cause });
  };
  add(act('receive-package'), from, entered.at, entered);
  add(act('listen'), entered.at, left.at, entered);
  const ran = events.find(({ name }) => name === 'loadvm_postcopy_handle_run');
  if (ran !== undefined) add(act('run'), ran.at, Infinity, ran);
}

/** Adds misses, arrivals and placements; each channel is read by its own thread. */
function addPlacing(
  steps: PageSteps,
  blocks: readonly RecordedBlock[],
  { destination }: Attempt,
  { sent, switched }: SourceSteps,
): void {
  const ranges = addressRanges(destination);
  for (const one of sent) if (one.isPostcopy) deliver(steps, one.page, one.step, one.channel);
  const channelOf = new Map(
    sent.filter(({ isPostcopy }) => isPostcopy).map(({ page, channel }) => [page, channel]),
  );
  for (const event of destination) {
    const deed = placing[event.name];
    const found = deed === undefined ? undefined : pageOfEvent(event, ranges);
    const block = blocks.find(({ name }) => name === found?.block);
    if (deed === undefined || found === undefined || block === undefined) continue;
    if (block.pagesPerHostPage > 1 && isCopiedAsZeros(event, destination)) continue;
    for (const part of hostPageAround(block, found.page)) {
      const page = pageName(block.name, part);
      const thread = deed === 'wait' ? 'faults' : (channelOf.get(page) ?? 'main');
      // QEMU logs a miss or a placement afterwards, but a placement of zeros beforehand.
      const to = event.name === PLACE_ZERO ? Infinity : event.at;
      const from = event.name === PLACE_ZERO ? event.at : (switched?.from ?? 0);
      steps.add(page, { deed: act(deed), thread, from, to, where: whereOf(event) });
    }
  }
}

/**
 * The kernel cannot place a huge page of zeros: QEMU logs that it wants to, and then that it places a copy.
 */
function isCopiedAsZeros(event: QemuEvent, events: readonly QemuEvent[]): boolean {
  if (event.name !== PLACE_ZERO) return false;
  const isCopy = ({ name, args }: QemuEvent): boolean =>
    name === 'postcopy_place_page' && args === event.args;
  // Each host page is placed once, so in a log without threads any matching line will do.
  if (event.thread === undefined) return events.slice(events.indexOf(event) + 1).some(isCopy);
  const next = nextOfThread(events, event);
  return next !== undefined && isCopy(next);
}

const PLACE_ZERO = 'postcopy_place_page_zero';

const placing: Readonly<Record<string, 'wait' | 'place' | undefined>> = {
  postcopy_ram_fault_thread_request: 'wait',
  postcopy_place_page: 'place',
  [PLACE_ZERO]: 'place',
};
