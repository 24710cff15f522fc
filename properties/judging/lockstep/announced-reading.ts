/**
 * What an engine with a wire format of its own has sent: the newest copy of each page, by what is
 * announced to be read and sent. The bytes themselves cannot be read; that what arrives is what was
 * announced is for R and END to notice.
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
  /** What was read of each page and is not sent yet. */
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
