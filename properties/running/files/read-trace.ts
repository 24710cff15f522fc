/** Reads the trace that a command is given. */
import { existsSync } from 'node:fs';
import type { Trace } from '../../../traces/trace-file.ts';
import { parseTrace } from '../../../traces/trace-file.ts';
import { expectedProperty } from '../replay/replay-run.ts';
import { fromPasted, looksPasted } from './pasted.ts';
import { decodeText, readText } from './read-file.ts';

/**
 * @param fileOrText - the path of a trace file, or a pasted trace
 * @throws UsageError or BadFile if it is not a trace
 */
export function readTrace(fileOrText: string): Trace {
  if (existsSync(fileOrText) || !looksPasted(fileOrText)) return readTraceFile(fileOrText);
  const where = 'the trace given';
  return understand(decodeText(fromPasted(fileOrText, where), where), where);
}

/** @throws UsageError or BadFile if the file is not a trace */
export function readTraceFile(file: string): Trace {
  return understand(readText(file, 'trace'), file);
}

/** The parser does not know the properties, so the expected one is checked here. */
function understand(text: string, where: string): Trace {
  const trace = parseTrace(text, where);
  expectedProperty(trace, where);
  return trace;
}
