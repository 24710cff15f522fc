/** `qemu --validate`: judges the recording of a migration against the model, without any QEMU. */
import { BadFile } from '../../traces/parse-json.ts';
import { readRecording } from '../qemu/validation/read-recording.ts';
import { describeValidation, validate } from '../qemu/validation/validate.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { readBytes } from './read-file.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError or BadFile if it is no recording */
export function validateFile(path: string, isJson: boolean): ExitCode {
  readBytes(path, '--validate');
  const validation = validate(recordingIn(path));
  console.log(
    isJson ? JSON.stringify({ version: 1, ...validation }) : describeValidation(validation),
  );
  return validation.verdict === 'accepted' ? exitCode.passed : exitCode.violated;
}

function recordingIn(path: string): ReturnType<typeof readRecording> {
  try {
    return readRecording(path);
  } catch (error) {
    if (error instanceof BadFile) throw error;
    throw new UsageError(`--validate ${path}: ${(error as Error).message}`);
  }
}
