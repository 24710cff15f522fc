/** QEMU's own trace events, as its log has them: `thread@seconds.microseconds:name arguments`. */

export interface TraceEvent {
  readonly thread: number;
  /** Since 1970. */
  readonly us: number;
  readonly name: string;
  readonly args: string;
}

const LINE = /^(\d+)@(\d+)\.(\d{6}):(\w+) ?(.*)$/;

/** Lines that are no trace events, and the last one if its writer was killed, are left out. */
export function parseTraceLog(text: string): readonly TraceEvent[] {
  return text.split('\n').flatMap((line) => {
    const [, thread, seconds, fraction, name = '', args = ''] = LINE.exec(line) ?? [];
    if (thread === undefined) return [];
    const us = Number(seconds) * 1e6 + Number(fraction);
    return [{ thread: Number(thread), us, name, args }];
  });
}
