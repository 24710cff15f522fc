/**
 * `qemu --validate`: judges a migration against the model, without any QEMU, from a recording or from
 * QEMU's own logs and captures of its channels.
 */
import { printableData } from '../../../../traces/printable.ts';
import { readRecording } from '../../../qemu/validation/read-recording.ts';
import { readCapture } from '../../../qemu/validation/raw/read-capture.ts';
import { readLogs } from '../../../qemu/validation/raw/read-log.ts';
import { describeRaw, validateRaw } from '../../../qemu/validation/raw/validate-raw.ts';
import { describeValidation, validate } from '../../../qemu/validation/validate.ts';
import type { Validation } from '../../../qemu/validation/verdict.ts';
import type { ExitCode } from '../../../terminal/exit-code.ts';
import { exitCode } from '../../../terminal/exit-code.ts';
import { printDocument } from '../../../terminal/print-document.ts';
import { UsageError } from '../../../terminal/usage-error.ts';
import { print } from '../../../terminal/width.ts';

export interface ValidateFlags {
  /** The file of a recording; `true` if logs and streams are given instead. */
  readonly validate?: string | true;
  readonly log?: readonly string[];
  readonly stream?: readonly string[];
  readonly json?: boolean;
}

/** @throws UsageError or BadFile if a file cannot be read, or is not what it should be */
export function validateFiles(flags: ValidateFlags): ExitCode {
  const { validate: recording, log: logs = [], stream: streams = [], json } = flags;
  if (typeof recording === 'string') {
    if (logs.length + streams.length > 0)
      throw new UsageError(
        '--validate FILE reads a recording; with --log or --stream, leave out FILE',
      );
    return validateRecording(recording, json === true);
  }
  if (recording === undefined) throw new UsageError('--log and --stream need --validate');
  if (logs.length + streams.length === 0)
    throw new UsageError(
      '--validate needs a recording, or files that QEMU has written as --log and --stream',
    );
  const validation = validateRaw(readLogs(logs), streams.map(readCapture));
  const shown = printableData(validation);
  if (json === true) printDocument({ version: 1, ...shown });
  else print(describeRaw(shown));
  return codes[validation.verdict];
}

function validateRecording(path: string, isJson: boolean): ExitCode {
  const validation = validate(readRecording(path));
  if (isJson) printDocument({ version: 1, ...validation });
  else print(describeValidation(printableData(validation)));
  return codes[validation.verdict];
}

const codes: Readonly<Record<Validation['verdict'], ExitCode>> = {
  accepted: exitCode.passed,
  rejected: exitCode.violated,
  'not-understood': exitCode.incomplete,
};
