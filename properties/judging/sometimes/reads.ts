/** Premises about how pages are read and sent. */
import { pageBit } from '../../../impl/system.ts';
import { channel, host } from '../../../impl/tracepoints.ts';
import { isHeld, NO_PAGE } from '../lockstep/ledger.ts';
import type { coreSituations } from '../../mechanisms/core/judging/situations.ts';
import type { Observer } from './observer.ts';

export const observeReads: Observer<keyof typeof coreSituations> = (context, reach) => {
  const { capacity, ledger, reading, touched, hostPageOf } = context;
  /** The page whose first half has been read and whose second half has not. */
  let halfRead = NO_PAGE;
  let isTorn = false;
  let lastTaken = NO_PAGE;
  const tornSent = new Uint8Array(capacity.pages);
  const sentAsData = new Uint8Array(capacity.pages);

  const store = (page: number, version: number, on: number): void => {
    if (on !== host.source) return;
    if (halfRead === page) {
      isTorn = true;
      reach('torn-read');
    } else if (isHeld(ledger, page)) reach('written-while-held');
    const isSentAsZeros = reading.newest[page * context.layout.pageWords] === 0;
    if (version === 0 && isSentAsZeros && sentAsData[page] === 0) reach('stale-zero-current');
  };

  const forget = (): void => {
    tornSent.fill(0, 0, context.layout.pages);
    sentAsData.fill(0, 0, context.layout.pages);
  };

  return {
    reset() {
      halfRead = NO_PAGE;
      isTorn = false;
      lastTaken = NO_PAGE;
      forget();
    },
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') forget();
      },
      vcpu_store: store,
      device_store: store,
      ram_find_dirty(page) {
        const { first, end, isSmall } = hostPageOf(page);
        if (isSmall) reach('host-page-below-target-page');
        for (let mate = first; mate < end; mate++)
          if (((touched.bitsBefore[mate] as number) & pageBit.dirty) === 0)
            reach('host-page-in-part');
      },
      ram_take_dirty(page) {
        if (tornSent[page] === 1) reach('torn-sent-again');
        tornSent[page] = 0;
        if (page < lastTaken) reach('search-wraps');
        lastTaken = page;
      },
      ram_save_slice_start() {
        lastTaken = NO_PAGE;
      },
      ram_read_page(page, half) {
        halfRead = half === 0 && context.scenario.splitReads ? page : NO_PAGE;
      },
      ram_save_page(page, isZero) {
        tornSent[page] = isTorn ? 1 : 0;
        isTorn = false;
        if (isZero === 1 && sentAsData[page] === 1) reach('data-then-zeros');
        sentAsData[page] = isZero === 1 ? 0 : 1;
      },
    },
    change() {
      const link = context.views.channel;
      const isFull = link.tail - link.head >= context.scenario.channelBytes;
      if (isFull && ledger.held[channel.main] !== NO_PAGE && !link.peekClosed())
        reach('sender-waits-for-room');
    },
  };
};
