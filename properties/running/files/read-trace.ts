/** Reads the trace that a command is given. */
import { existsSync } from 'node:fs';
import type { Trace } from '../../../traces/trace-file.ts';
import { parseTrace } from '../../../traces/trace-file.ts';
import { expectedProperty } from '../replay/replay-run.ts';
import { fromPasted, looksPasted } from './pasted.ts';
import { decodeText, readText } from './read-file.ts';

/**
 * @param fileOrText - a trace file, or the same as one word to paste
 * @throws UsageError or BadFile if it is no trace
 */
export function readTrace(fileOrText: string): Trace {
  if (existsSync(fileOrText) || !looksPasted(fileOrText)) return readTraceFile(fileOrText);
  const where = 'the trace given';
  return understand(decodeText(fromPasted(fileOrText, where), where), where);
}

/** @throws UsageError or BadFile if the file is no trace */
export function readTraceFile(file: string): Trace {
  return understand(readText(file, 'trace'), file);
}

/** That it names a property is for whoever knows the properties to see. */
function understand(text: string, where: string): Trace {
  const trace = parseTrace(text, where);
  expectedProperty(trace, where);
  return trace;
}
