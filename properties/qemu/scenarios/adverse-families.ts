/** Families in which the link, a host or the operator fails a migration at any point. */
import type { OperatorStep } from '../../../impl/qemu/scenario.ts';
import { mismatches } from '../../../impl/qemu/scenario.ts';
import {
  BEFORE_SWITCHOVER,
  drawBreak,
  drawHold,
  drawPostcopyBreak,
  drawProbe,
  PAUSED,
  POSTCOPY,
  PRECOPY,
  RECOVERING,
  SWITCHING_OVER,
} from './adversary.ts';
import type { QemuFamily } from './family.ts';
import { migrate, startPostcopy } from './family.ts';

export const adverseFamilies: readonly QemuFamily[] = [
  {
    name: 'broken-precopy',
    claim:
      'the link or a host is lost, or the operator gives up, at any point of a precopy migration',
    capabilities: [],
    variants: [[], ['return-path'], ['return-path'], ['multifd'], ['release-ram']],
    fillsSockets: true,
    isAdverse: true,
    share: 8,
    plan: (draw, capabilities) => [
      migrate,
      ...drawProbe(draw, PRECOPY),
      drawBreak(draw, PRECOPY, capabilities.includes('multifd') ? 3 : 1),
      ...(draw(2) === 0 ? [migrate] : []),
    ],
  },
  {
    name: 'pause-before-switchover',
    claim: 'the migration waits for the operator before the switch-over, who goes on or breaks it',
    capabilities: ['pause-before-switchover'],
    variants: [[], [], ['return-path'], ['postcopy-ram'], ['multifd']],
    fillsSockets: true,
    isAdverse: true,
    share: 6,
    plan: (draw, capabilities) => [
      migrate,
      ...(capabilities.includes('postcopy-ram') ? [startPostcopy(draw)] : []),
      ...drawProbe(draw, BEFORE_SWITCHOVER),
      ...(draw(3) === 0 ? [] : [drawBreak(draw, BEFORE_SWITCHOVER, 1)]),
      { command: 'continue', after: 0 },
      ...(draw(3) === 0 ? [migrate, { command: 'continue', after: 0 } as const] : []),
    ],
  },
  {
    name: 'broken-postcopy',
    claim: 'up to three losses of the link, or of a part of it, at any point of postcopy',
    capabilities: ['postcopy-ram'],
    variants: [[], [], ['postcopy-preempt'], ['postcopy-preempt']],
    fillsSockets: true,
    isAdverse: true,
    share: 10,
    plan(draw, capabilities) {
      const channels = capabilities.includes('postcopy-preempt') ? 2 : 1;
      const again = (): readonly OperatorStep[] => [
        ...(draw(3) === 0 ? [drawPostcopyBreak(draw, RECOVERING, channels)] : []),
        ...(draw(8) === 0 ? [{ command: 'recover', after: 0, isMisaddressed: true } as const] : []),
        { command: 'recover', after: 0 },
      ];
      return [
        migrate,
        startPostcopy(draw),
        ...drawProbe(draw, SWITCHING_OVER),
        drawPostcopyBreak(draw, draw(3) === 0 ? SWITCHING_OVER : POSTCOPY, channels),
        ...drawProbe(draw, PAUSED),
        { command: 'recover', after: 0 },
        ...drawProbe(draw, RECOVERING),
        ...again(),
        ...again(),
      ];
    },
  },
  {
    name: 'held',
    claim: 'a connection or a direction stands still for seconds while everything else goes on',
    capabilities: [],
    variants: [
      [],
      ['return-path'],
      ['switchover-ack', 'return-path'],
      ['postcopy-ram'],
      ['postcopy-ram', 'postcopy-preempt'],
      ['auto-converge'],
      ['auto-converge', 'postcopy-ram'],
    ],
    fillsSockets: true,
    isAdverse: true,
    share: 6,
    connectsInAnyOrder: true,
    plan(draw, capabilities) {
      const channels = capabilities.includes('postcopy-preempt') ? 2 : 1;
      const how = { channels, isLong: capabilities.includes('auto-converge') };
      if (!capabilities.includes('postcopy-ram'))
        return [migrate, drawHold(draw, PRECOPY, how), ...drawProbe(draw, PRECOPY)];
      const stage = draw(2) === 0 ? SWITCHING_OVER : POSTCOPY;
      const hold = drawHold(draw, stage, how);
      return [migrate, startPostcopy(draw), hold, ...drawProbe(draw, stage)];
    },
  },
  {
    name: 'refused',
    claim: 'a destination that cannot take the guest, or an address at which nobody listens',
    capabilities: [],
    variants: [[], ['return-path'], ['postcopy-ram'], ['multifd']],
    isAdverse: true,
    share: 4,
    mismatches,
    plan: (draw) => [
      { ...migrate, ...(draw(4) === 0 ? { isMisaddressed: true } : {}) },
      ...(draw(2) === 0 ? [migrate] : []),
    ],
  },
  {
    name: 'capabilities',
    claim: 'up to three capabilities at once, used or not; now and then something breaks',
    capabilities: [],
    mixes: true,
    isAdverse: true,
    share: 12,
    plan: (draw, capabilities) => [
      migrate,
      ...(capabilities.includes('postcopy-ram') && draw(4) > 0 ? [startPostcopy(draw)] : []),
      ...(draw(4) === 0 ? [drawBreak(draw, PRECOPY, 1)] : []),
      ...(capabilities.includes('pause-before-switchover')
        ? [{ command: 'continue', after: 0 } as const]
        : []),
    ],
  },
];
