/** The Promela text of the machine, and its definitions for each configuration of the model. */
import { join } from 'node:path';
import type { Configuration } from '../../../model/configuration.ts';
import { pageCount, UNLIMITED } from '../../../model/configuration.ts';
import { projectRoot } from '../../project-root.ts';

export const promelaFile: string = join(
  projectRoot,
  'properties',
  'proving',
  'bench',
  'precopy.pml',
);

/** The numbers of pages, and of records on the link, that the text covers. */
const PAGES: readonly number[] = [1, 2, 3, 8];
const RECORDS: readonly number[] = [0, 2];
const BYTE_MAX = 0xff;

/**
 * @returns the size of the machine, as definitions for SPIN's preprocessor
 * @throws RangeError for a configuration that the text does not cover
 */
export function definitions(configuration: Configuration): readonly string[] {
  const pages = pageCount(configuration);
  const { writesMax, backgroundSyncsMax } = configuration;
  const { main: records = 0, preempt = 0 } = configuration.records;
  const { splitReads, deviceWriter, cuts, resends, postcopy } = configuration;
  if (postcopy || preempt > 0 || !PAGES.includes(pages) || !RECORDS.includes(records))
    throw new RangeError(`precopy.pml does not cover ${configuration.name}`);
  return [
    `-DPAGES=${pages}`,
    `-DWRITES=${budgetOf(writesMax)}`,
    `-DBACKGROUND_SYNCS=${budgetOf(backgroundSyncsMax)}`,
    `-DRECORDS=${records}`,
    `-DSPLIT_READS=${Number(splitReads)}`,
    `-DDEVICE=${Number(deviceWriter)}`,
    `-DCUTS=${Number(cuts)}`,
    `-DRESENDS=${Number(resends)}`,
  ];
}

/** The Promela text has a byte of ones for an unlimited budget. */
function budgetOf(budget: number): number {
  if (budget === UNLIMITED) return BYTE_MAX;
  if (budget >= BYTE_MAX) throw new RangeError(`precopy.pml cannot count ${budget}`);
  return budget;
}
