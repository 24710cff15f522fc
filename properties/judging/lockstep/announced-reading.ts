/**
 * What an engine with its own wire format has sent: the newest copy of each page, taken from the announced
 * reads and sends, since the bytes cannot be decoded. R and END notice if what arrives differs from that.
 */
import { host, migrationStatus } from '../../../impl/tracepoints.ts';
import type { Capacity } from './capacity.ts';
import type { StreamReader, StreamReading } from './stream-reading.ts';
import { forgetReading } from './stream-reading.ts';
import type { Target } from './target.ts';

export function announcedReader(
  reading: StreamReading,
  target: Target,
  capacity: Pick<Capacity, 'pageWords'>,
): StreamReader {
  const { newest } = reading;
  /** Content of each page as last read, which may not be sent yet. */
  const read = new Int32Array(capacity.pageWords);
  const restart = (): void => {
    const { pages, pageWords } = target.layout;
    newest.fill(0, 0, pages * pageWords);
    read.fill(0, 0, pages * pageWords);
  };
  return {
    retarget() {
      forgetReading(reading, target.layout);
    },
    readOn: () => undefined,
    reset: restart,
    on: {
      migrate_set_state(status) {
        if (status === migrationStatus.setup) restart();
      },
      ram_read_page(page, half) {
        const { pageWords } = target.layout;
        const from = half === 0 ? 0 : pageWords / 2;
        for (let word = from; word < from + pageWords / 2; word++)
          read[page * pageWords + word] = target.views.memoryWord(host.source, page, word);
      },
      ram_save_page(page) {
        const { pageWords } = target.layout;
        const first = page * pageWords;
        newest.set(read.subarray(first, first + pageWords), first);
      },
    },
  };
}
