/** The tracepoints of the switch-over to postcopy and of what comes after it. */
import type { TracepointName } from '../../../../impl/tracepoints.ts';

export const SWITCH_OVER: readonly TracepointName[] = [
  'savevm_send_packaged',
  'loadvm_postcopy_handle_listen',
  'postcopy_place_page',
];
