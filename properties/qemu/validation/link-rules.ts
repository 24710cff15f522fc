/**
 * Rules for a whole channel rather than a page, judged on the items of the wire. The decoder has judged the
 * grammar already.
 */
import type { QemuEvent, RecordedBlock } from '../../../traces/recording-file.ts';
import type { Attempt, NumberedItem } from './attempt.ts';
import { addressRanges, nextOfThread, pageOfEvent, runStates } from './qemu-log.ts';
import type { SourceSteps } from './source-steps.ts';
import { whereOf } from './source-steps.ts';
import type { Rejected } from './verdict.ts';
import { breach } from './verdict.ts';

export function breachOfLinks(
  blocks: readonly RecordedBlock[],
  attempt: Attempt,
  source: SourceSteps,
): Rejected | undefined {
  return (
    mismatchOf(source) ??
    splitHostPage(blocks, afterPackage(attempt.main)) ??
    splitHostPage(blocks, attempt.preempt) ??
    unrequestedFault(blocks, attempt) ??
    splitBrain(attempt)
  );
}

function mismatchOf({ mismatch }: SourceSteps): Rejected | undefined {
  if (mismatch === undefined) return undefined;
  return { ...breach('log and wire', mismatch, 'they belong to the same migration'), mismatch };
}

/** The items after the package: before it, pages may be sent in any order. */
function afterPackage(items: readonly NumberedItem[]): readonly NumberedItem[] {
  const at = items.findIndex(({ item }) => item.kind === 'package');
  return at < 0 ? [] : items.slice(at + 1);
}

/** Q6: after the package a host page travels on one channel, uninterrupted by any other. */
function splitHostPage(
  blocks: readonly RecordedBlock[],
  items: readonly NumberedItem[],
): Rejected | undefined {
  const ratios = new Map(blocks.map(({ name, pagesPerHostPage }) => [name, pagesPerHostPage]));
  let current: string | undefined;
  const begun = new Set<string>();
  for (const { item, where } of items) {
    if (item.kind !== 'record' || (ratios.get(item.block) ?? 1) === 1) continue;
    const hostPage = `${item.block} host page ${Math.floor(item.page / (ratios.get(item.block) ?? 1))}`;
    if (hostPage !== current && begun.has(hostPage))
      return breach(where, `a record of ${hostPage}`, 'a host page is sent without interruption');
    begun.add(hostPage);
    current = hostPage;
  }
  return undefined;
}

/**
 * Q7: every page that is missed on the destination is requested at least once, unless it arrives first. In
 * that case QEMU logs no request, and places the page before the fault thread handles its next fault.
 */
function unrequestedFault(
  blocks: readonly RecordedBlock[],
  { destination, back }: Attempt,
): Rejected | undefined {
  const ranges = addressRanges(destination);
  const isOf = (event: QemuEvent, fault: QemuEvent): boolean => {
    const [one, other] = [event, fault].map((each) => pageOfEvent(each, ranges));
    return one !== undefined && one.block === other?.block && one.page === other.page;
  };
  const hasCome = (fault: QemuEvent): boolean => {
    const end = nextOfThread(destination, fault)?.at ?? Infinity;
    const isPlaced = ({ name, at }: QemuEvent): boolean =>
      name.startsWith('postcopy_place_page') && at <= end;
    return (
      destination.some((event) => isPlaced(event) && isOf(event, fault)) &&
      !destination.some((event) => event.name === 'postcopy_page_req_add' && isOf(event, fault))
    );
  };
  const isRequested = (event: QemuEvent): boolean => {
    const found = pageOfEvent(event, ranges);
    const block = blocks.find(({ name }) => name === found?.block);
    if (found === undefined || block === undefined) return true;
    return back.some(
      ({ item }) =>
        item.kind === 'request' &&
        item.block === found.block &&
        found.page >= item.page &&
        found.page < item.page + item.pages,
    );
  };
  const fault = destination.find(
    (event) =>
      event.name === 'postcopy_ram_fault_thread_request' && !isRequested(event) && !hasCome(event),
  );
  if (fault === undefined) return undefined;
  return breach(whereOf(fault), fault.args, 'a missing page is requested');
}

/** Q9: the guest never runs on both hosts. */
function splitBrain({ source, destination }: Attempt): Rejected | undefined {
  const stopped = source.find((event) => runStates(event)[1] === 'finish-migrate');
  const ran = destination.find((event) => runStates(event)[1] === 'running');
  if (ran === undefined || (stopped !== undefined && stopped.at <= ran.at)) return undefined;
  return breach(whereOf(ran), 'the destination runs', 'the source was stopped before');
}
