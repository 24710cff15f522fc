/** The shared objects of the destination. */
import type { Incoming } from '../engine/destination/incoming.ts';
import { LoadState } from '../engine/destination/load-state.ts';
import { PageRequests } from '../engine/destination/page-requests.ts';
import { TemporaryPage } from '../engine/destination/temporary-page.ts';
import type { Machine } from '../engine/guest/machine.ts';
import { Bitmap } from '../engine/memory/bitmap.ts';
import type { RamBlock } from '../engine/memory/ram-block.ts';
import type { UserFault } from '../engine/memory/user-fault.ts';
import type { Channel } from '../engine/stream/channel.ts';
import { Gate } from '../runtime/gate.ts';
import { Mutex } from '../runtime/mutex.ts';
import type { Shared } from '../runtime/shared.ts';
import type { Scenario } from '../scenario.ts';
import { mutexBit } from '../system.ts';

export interface IncomingParts {
  readonly shared: Shared;
  readonly blocks: readonly RamBlock[];
  readonly userFault: UserFault;
  readonly channel: Channel;
  readonly returnPath: Channel;
  readonly machine: Machine;
}

export function makeIncoming(scenario: Scenario, parts: IncomingParts): Incoming {
  const { shared, blocks, userFault, channel, returnPath, machine } = parts;
  const { wordBits, deviceStateReads } = scenario;
  const pages = userFault.hostPageOf.length;
  const temporary = temporaryPage(userFault, scenario, shared);
  const received = { name: 'received bitmap', length: pages, wordBits };
  const mutexIndex = Math.log2(mutexBit.pageRequestMutex);
  return {
    blocks,
    machine,
    channels: [{ channel, temporary, lastBlock: undefined }],
    returnPath,
    userFault,
    requests: new PageRequests(pages, wordBits, shared),
    pageRequestMutex: new Mutex('page_request_mutex', mutexIndex, shared),
    listening: new Gate('listening', shared, true),
    packageLoaded: new Gate('package loaded', shared),
    faultThreadGone: new Gate('fault thread gone', shared),
    deviceStateReads: deviceStateReads.map(
      ({ block, page }) => (blocks[block] as RamBlock).firstPage + page,
    ),
    received: new Bitmap({ ...received, pageOf: (page) => page }, shared),
    trace: shared.trace,
    load: new LoadState(shared),
  };
}

/** As large as the largest host page. */
function temporaryPage(
  { hostPageOf }: UserFault,
  { pageBytes }: Scenario,
  shared: Shared,
): TemporaryPage {
  const targetPagesMax = Math.max(...hostPageOf.map(({ first, end }) => end - first));
  return new TemporaryPage(targetPagesMax, pageBytes, shared);
}
