/** The guest's threads, for both hosts: the vCPUs, then the device writer. */
import type { ThreadShape } from '../../assembly.ts';
import { device } from '../../guest/device.ts';
import { GuestActor } from '../../guest/guest-actor.ts';
import type { Machine } from '../../guest/machine.ts';
import { vcpu } from '../../guest/vcpu.ts';
import type { DirtyLog } from '../../memory/dirty-log.ts';
import { ON_DESTINATION } from '../../../mechanisms.ts';
import type { EngineParts } from '../../parts.ts';

/** Guest threads come after all others. */
const FIRST_PLACE = 1000;

export function guestThreads(parts: EngineParts): readonly ThreadShape[] {
  const { source, incoming } = parts;
  return [
    ...threadsOn(parts, { machine: source.machine, log: source.log, suffix: '' }),
    ...threadsOn(parts, { machine: incoming.machine, log: undefined, suffix: ON_DESTINATION }),
  ];
}

interface GuestHost {
  readonly machine: Machine;
  readonly log: DirtyLog | undefined;
  readonly suffix: string;
}

function threadsOn(
  { program, ramPageOf, shared }: EngineParts,
  { machine, log, suffix }: GuestHost,
): readonly ThreadShape[] {
  const context = { machine, log, ramPageOf, trace: shared.trace };
  const { actors } = program;
  const isDevice = (id: number): boolean => id === actors.length - 1;
  return actors.flatMap((operations, id): readonly ThreadShape[] => {
    if (operations.length === 0) return [];
    const actor = new GuestActor(id, operations, context);
    const place = FIRST_PLACE + machine.host * actors.length + id;
    if (isDevice(id))
      return [{ name: `device${suffix}`, place, body: (thread) => device(thread, actor) }];
    return [{ name: `vcpu${id}${suffix}`, place, body: (thread) => vcpu(thread, actor) }];
  });
}
