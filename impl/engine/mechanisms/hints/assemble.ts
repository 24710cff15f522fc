/** The balloon device and its driver, if the scenario asks for hints and does not use postcopy. */
import { pageBit } from '../../../system.ts';
import type { Assembly } from '../../assembly.ts';
import type { RamBlock } from '../../memory/ram-block.ts';
import { balloonDriver } from './balloon-driver.ts';
import { balloon } from './balloon.ts';
import { hintNotifier } from './hint-notifier.ts';
import { Hints } from './hints.ts';

export const hintsAssembly: Assembly<Hints | undefined> = {
  make({ source, shared, ramPageOf }, { hints: contract, postcopy, wordBits }) {
    // With postcopy, the destination would wait for ever for a page that a hint has left out (fd51e54fa1).
    if (contract === 'off' || postcopy) return undefined;
    const hints = new Hints({ pages: ramPageOf.length, wordBits }, shared);
    source.notifiers.push(hintNotifier(source, hints));
    if (contract === 'strong') source.machine.loan = hints.reported;
    return hints;
  },
  threads({ source }, { freePages }, hints) {
    if (hints === undefined) return [];
    const { blocks } = source.ram;
    const pages = freePages.map(({ block, page }) => (blocks[block] as RamBlock).firstPage + page);
    return [
      {
        name: 'balloon driver',
        place: 150,
        body: (thread) => balloonDriver(thread, source, { hints, freePages: pages }),
      },
      { name: 'balloon', place: 160, body: (thread) => balloon(thread, source, hints) },
    ];
  },
  bits: (_parts, hints) => hints && ((page) => (hints.reported.peek(page) ? pageBit.reported : 0)),
};
