/** `qemu --validate`: judges the recording of a migration against the model, without any QEMU. */
import { printableData } from '../../../traces/printable.ts';
import { readRecording } from '../../qemu/validation/read-recording.ts';
import { describeValidation, validate } from '../../qemu/validation/validate.ts';
import type { Validation } from '../../qemu/validation/verdict.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { printDocument } from '../../terminal/print-document.ts';
import { print } from '../../terminal/width.ts';

/** @throws UsageError or BadFile if it is no recording */
export function validateFile(path: string, isJson: boolean): ExitCode {
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
