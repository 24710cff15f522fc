/** Makes the shared objects of the destination. */
import type { Incoming, IncomingChannel, IncomingPreempt } from '../engine/destination/incoming.ts';
import { LoadState } from '../engine/destination/load-state.ts';
import { PageRequests } from '../engine/mechanisms/postcopy/page-requests.ts';
import type { DeviceFailures } from '../engine/mechanisms/ends/device-failures.ts';
import { IncomingRecovery } from '../engine/mechanisms/recovery/incoming-recovery.ts';
import type { Recoveries } from '../engine/mechanisms/recovery/recoveries.ts';
import { TemporaryPage } from '../engine/mechanisms/postcopy/temporary-page.ts';
import type { Machine } from '../engine/guest/machine.ts';
import { Bitmap } from '../engine/memory/bitmap.ts';
import type { RamBlock } from '../engine/memory/ram-block.ts';
import type { UserFault } from '../engine/mechanisms/postcopy/user-fault.ts';
import type { Channel } from '../engine/stream/channel.ts';
import type { Preempt } from '../engine/mechanisms/preempt/preempt.ts';
import { Cell } from '../runtime/cell.ts';
import { Complaint } from '../runtime/complaint.ts';
import { Gate } from '../runtime/gate.ts';
import { Mutex } from '../runtime/mutex.ts';
import { Process } from '../runtime/process.ts';
import type { Shared } from '../runtime/shared.ts';
import type { Scenario } from '../scenario.ts';
import { mutexBit } from '../system.ts';
import type { ChannelName } from '../tracepoints.ts';
import { channels } from '../tracepoints.ts';

export interface IncomingParts {
  readonly shared: Shared;
  readonly firmware: Incoming['firmware'];
  readonly blocks: readonly RamBlock[];
  readonly userFault: UserFault;
  readonly channel: Channel;
  readonly preempt: Preempt | undefined;
  readonly recoveries: Recoveries | undefined;
  readonly failures: DeviceFailures;
  readonly returnPath: Channel;
  readonly machine: Machine;
}

export function makeIncoming(scenario: Scenario, parts: IncomingParts): Incoming {
  const { shared, firmware, blocks, userFault, channel, preempt, returnPath, machine } = parts;
  const { recoveries, failures } = parts;
  const { wordBits, pageBytes, deviceStateReads } = scenario;
  const targetPagesMax = Math.max(...userFault.hostPageOf.map(({ first, end }) => end - first));
  const pages = userFault.hostPageOf.length;
  const from = (name: ChannelName, one: Channel): IncomingChannel => ({
    number: channels.indexOf(name),
    channel: one,
    temporary: new TemporaryPage(name, { targetPagesMax, pageBytes }, shared),
    lastBlock: new Cell(`last received block of the ${name} channel`, shared),
  });
  const main = from('main', channel);
  const incomingPreempt: IncomingPreempt | undefined = preempt && {
    from: from('preempt', preempt.sender.channel),
    isEndMarked: !preempt.hasTwoSenders,
    connection: preempt.connection,
    accepted: new Gate('accepted preempt channel', shared),
    quit: new Cell('end of preempt thread', shared, 'atomic'),
    threadGone: new Gate('preempt thread gone', shared),
  };
  const received = { name: 'received bitmap', length: pages, wordBits };
  const mutexIndex = Math.log2(mutexBit.pageRequestMutex);
  return {
    blocks,
    machine,
    process: new Process('destination', shared),
    firmware,
    isReused: scenario.reusesDestination === true,
    channels: incomingPreempt === undefined ? [main] : [main, incomingPreempt.from],
    preempt: incomingPreempt,
    recovery: recoveries && new IncomingRecovery(recoveries, shared),
    bql: new Mutex('destination BQL', Math.log2(mutexBit.destinationBql), shared),
    returnPath,
    userFault,
    requests: new PageRequests(pages, wordBits, shared),
    // A request is sent, and its block noted, in one step, as under rp_mutex.
    lastRequestedBlock: new Cell('last requested block', shared, 'atomic'),
    pageRequestMutex: new Mutex('page_request_mutex', mutexIndex, shared),
    listening: new Gate('listening', shared, true),
    packageLoaded: new Gate('package loaded', shared),
    faultThreadGone: new Gate('fault thread gone', shared),
    deviceStateReads: deviceStateReads.map(
      ({ block, page }) => (blocks[block] as RamBlock).firstPage + page,
    ),
    received: new Bitmap({ ...received, pageOf: (page) => page }, shared),
    failures,
    trace: shared.trace,
    load: new LoadState(shared),
    complaint: new Complaint(shared),
  };
}
