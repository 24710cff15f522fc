/** `decode`: prints a migration stream, either QEMU's from any channel or the project's own engine's. */
import { inflateSync } from 'node:zlib';
import { decodeToText, streamLine } from '../../../traces/decode-to-text.ts';
import type { StreamChannel } from '../../../traces/decoding/read-stream.ts';
import { openReading, streamChannels } from '../../../traces/decoding/read-stream.ts';
import { GrammarError } from '../../../traces/stream-grammar.ts';
import { readBytes } from '../../running/files/read-file.ts';
import { readPortions, STANDARD_INPUT } from '../../running/files/read-portions.ts';
import { sizesOfDevices } from '../../running/files/stream-description.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { printInPortions } from '../../terminal/print-in-portions.ts';
import { oneOf, UsageError } from '../../terminal/usage-error.ts';
import { fit } from '../../terminal/width.ts';

export interface DecodeFlags {
  readonly channel: string;
  /** Given only for a stream of the project's own engine. */
  readonly pageBytes?: number;
}

/** Continuation lines of a record are indented by this many columns. */
const SET_IN = 4;

/** @throws UsageError if the file cannot be read, or is not a complete, valid migration stream */
export async function decode(file: string, flags: DecodeFlags): Promise<ExitCode> {
  const channel = channelOf(flags);
  const output = printInPortions();
  try {
    const say = (line: string): void => output.print(fit(line, SET_IN));
    if (flags.pageBytes !== undefined)
      decodeToText(readBytes(file, 'stream'), flags.pageBytes, say);
    else await decodeStreamOfQemu(file, channel, say);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    throw new UsageError(`${nameOf(file)}: ${error.message}`);
  } finally {
    output.flush();
  }
  return exitCode.passed;
}

async function decodeStreamOfQemu(
  file: string,
  channel: StreamChannel,
  print: (line: string) => void,
): Promise<void> {
  const reading = openReading(channel, {
    say: (offset, text) => print(streamLine(offset, text)),
    inflate: (bytes) => inflateSync(bytes, { maxOutputLength: INFLATED_BYTES_MAX }),
    deviceBytes: sizesOfDevices(file),
  });
  for await (const portion of readPortions(file, 'stream')) reading.push(portion);
  reading.end();
}

/** The size of the largest page. */
const INFLATED_BYTES_MAX = 1 << 16;

function channelOf({ channel, pageBytes }: DecodeFlags): StreamChannel {
  oneOf(streamChannels, channel, 'channel');
  if (channel !== 'main' && pageBytes !== undefined)
    throw new UsageError("--page-bytes is for a stream of this project's own engine");
  return streamChannels.find((one) => one === channel) ?? 'main';
}

function nameOf(file: string): string {
  return file === STANDARD_INPUT ? 'standard input' : file;
}
