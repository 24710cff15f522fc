/** Writes the page of a violation, as `view` makes it, into the report's folder. */
import { complain } from '../../terminal/complain.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import { writeWhole } from '../../running/files/write-whole.ts';
import { pageOf } from '../../running/replay/page-of-trace.ts';
import type { Viewing } from '../../running/replay/view-trace.ts';
import { viewTrace } from '../../running/replay/view-trace.ts';

/**
 * The report is useful without the page, so a failure is printed and ignored.
 *
 * @returns whether the page was written
 */
export async function writeTracePage(
  trace: Trace,
  viewing: Viewing,
  page: string,
): Promise<boolean> {
  try {
    const { view } = await viewTrace(trace, viewing);
    writeWhole(page, pageOf(view));
    return true;
  } catch (error) {
    complain(`no page ${page}`, error);
    return false;
  }
}
