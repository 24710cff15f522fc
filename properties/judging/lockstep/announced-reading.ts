/**
 * What an engine with a wire format of its own has sent: the newest copy of each page, by what is
 * announced to be read and sent. The bytes themselves cannot be read; that what arrives is what was
 * announced is for R and END to notice.
 */
import type { System } from '../../../impl/system.ts';
import { host, migrationStatus } from '../../../impl/tracepoints.ts';
import type { StreamReading } from './stream-reading.ts';

export function readAnnounced({ layout, views }: System): StreamReading {
  const { pages, pageWords } = layout;
  const newest = new Int32Array(pages * pageWords);
  /** What was read of each page and is not sent yet. */
  const read = new Int32Array(pages * pageWords);
  const restart = (): void => {
    newest.fill(0);
    read.fill(0);
  };
  return {
    newest,
    sent: [],
    forgotten: new Uint8Array(pages),
    isComplete: false,
    positions: [],
    complaint: undefined,
    readOn: () => undefined,
    keeper: {
      reset: restart,
      on: {
        migrate_set_state(status) {
          if (status === migrationStatus.setup) restart();
        },
        ram_read_page(page, half) {
          const from = half === 0 ? 0 : pageWords / 2;
          for (let word = from; word < from + pageWords / 2; word++)
            read[page * pageWords + word] = views.memoryWord(host.source, page, word);
        },
        ram_save_page(page) {
          const first = page * pageWords;
          newest.set(read.subarray(first, first + pageWords), first);
        },
      },
    },
  };
}
