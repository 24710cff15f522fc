/** What the operator and the network do to a migration beside its plan: deeds that it must survive. */
import type { Landmark, OperatorStep } from '../../../impl/qemu/scenario.ts';
import { ANY_STATUS } from '../../../impl/qemu/scenario.ts';
import type { LinkPart } from '../../../impl/qemu/link-part.ts';
import type { Draw } from '../../judging/execution/random-source.ts';

/** A lower bound of the items in the first pass. */
const ITEMS_OF_FIRST_PASS = 500;

/** In which statuses a deed may come, and beside which items. */
export interface Stage {
  readonly statuses: readonly string[];
  readonly items: readonly Landmark['item'][];
}

export const PRECOPY: Stage = {
  statuses: ['setup', 'active', 'active', 'active', 'device', 'device', 'completed'],
  items: ['header', 'configuration', 'blocks', 'command', 'opaque', 'end', 'switchover-ack'],
};

export const BEFORE_SWITCHOVER: Stage = {
  statuses: ['active', 'pre-switchover', 'pre-switchover', 'pre-switchover', 'device', 'completed'],
  items: ['opaque', 'end', 'command'],
};

/** Until the guest runs on the destination. */
export const SWITCHING_OVER: Stage = {
  statuses: ['setup', 'active', 'device', 'device', 'postcopy-device', 'postcopy-active'],
  items: ['advise', 'discard', 'package', 'package', 'pong', 'command'],
};

export const POSTCOPY: Stage = {
  statuses: ['postcopy-active', 'postcopy-active', 'postcopy-active', 'completed'],
  items: ['request', 'request', 'end', 'end', 'shut', 'shut'],
};

export const PAUSED: Stage = { statuses: ['postcopy-paused'], items: ['request'] };

export const RECOVERING: Stage = {
  statuses: ['postcopy-recover-setup', 'postcopy-recover', 'postcopy-recover', 'postcopy-active'],
  items: ['command', 'received-bitmap', 'resume-ack', 'request', 'end', 'shut'],
};

type Moment = Pick<OperatorStep, 'after' | 'at' | 'status'>;

/** Mostly by status alone, or with an item of the stage held; now and then some items later. */
function drawMoment(draw: Draw, { statuses, items }: Stage): Moment {
  const status = statuses[draw(statuses.length)] as string;
  const after = status === 'active' && draw(2) === 0 ? draw(ITEMS_OF_FIRST_PASS) : 0;
  if (draw(5) < 2) return { status, after };
  const item = items[draw(items.length)] as Landmark['item'];
  // An item may pass in another status than the usual one.
  return { status: ANY_STATUS, after: 0, at: { item, is: draw(3) > 0 ? 'held' : 'passed' } };
}

/** Everything, a connection, a direction, or a direction of a connection. */
function drawPart(draw: Draw, channels: number): LinkPart | undefined {
  const channel = draw(channels);
  const direction = draw(2) === 0 ? 'forward' : 'back';
  const parts = [undefined, undefined, { channel }, { direction }, { channel, direction }] as const;
  return parts[draw(parts.length)];
}

const HOLDS_MS = [500, 1500, 3000];
/** Beyond the five seconds after which auto-converge synchronises the bitmap in between. */
const LONG_HOLDS_MS = [5500, 8000];

/**
 * Breaks the link or a part of it, ends a host, or gives up.
 *
 * @param channels - the number of connections
 */
export function drawBreak(draw: Draw, stage: Stage, channels: number): OperatorStep {
  const step = drawMoment(draw, stage);
  const which = draw(12);
  if (which < 6) return { command: 'cut', ...step, link: drawPart(draw, channels) };
  if (which < 9) return { command: 'cancel', ...step };
  const host = draw(4) === 0 ? 'source' : 'destination';
  return { command: which === 9 ? 'quit' : 'kill', ...step, host };
}

/** In postcopy the operator pauses instead of cancelling, and a host that ends takes the guest with it. */
export function drawPostcopyBreak(draw: Draw, stage: Stage, channels: number): OperatorStep {
  const step = drawMoment(draw, stage);
  const which = draw(12);
  if (which < 8) return { command: 'cut', ...step, link: drawPart(draw, channels) };
  if (which < 10)
    return { command: 'pause', ...step, host: draw(2) === 0 ? 'source' : 'destination' };
  if (which === 10) return { command: 'cancel', ...step };
  return { command: draw(2) === 0 ? 'quit' : 'kill', ...step, host: 'destination' };
}

/** Both monitors must answer while everything stands still. */
export function drawProbe(draw: Draw, stage: Stage): readonly OperatorStep[] {
  return draw(3) > 0 ? [] : [{ command: 'probe', ...drawMoment(draw, stage) }];
}

/** One part of the link stands still while everything else goes on. */
export function drawHold(
  draw: Draw,
  stage: Stage,
  { channels, isLong }: { readonly channels: number; readonly isLong: boolean },
): OperatorStep {
  const moment = drawMoment(draw, stage);
  const link = drawPart(draw, channels) ?? { channel: draw(channels) };
  const choices = isLong ? LONG_HOLDS_MS : HOLDS_MS;
  const ms = choices[draw(choices.length)] as number;
  return { command: 'hold', ...moment, link, ms };
}
