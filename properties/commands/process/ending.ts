/** Runs a command and ends the process with the right exit code, however the command ends. */
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { explain } from '../../terminal/explain.ts';
import { hasFound } from '../../terminal/found.ts';
import { guardOutput } from './guard-output.ts';
import { onUntimelyEnd } from './on-untimely-end.ts';
import { watchStandardOutput } from './standard-output.ts';

/** Runs the command and prints any error, even one thrown where nothing catches it. */
export async function runToEnd(run: () => Promise<ExitCode>): Promise<void> {
  const output = watchStandardOutput();
  guardOutput();
  const forgetUntimelyEnd = onUntimelyEnd();
  // Unhandled promise rejections also arrive here.
  process.on('uncaughtException', (error: unknown) => {
    forgetUntimelyEnd();
    process.exit(tell(error));
  });
  const code = await run().catch(tell);
  const unwritten = await output.settle();
  if (unwritten !== undefined) console.error(`migcheck: standard output: ${unwritten}`);
  forgetUntimelyEnd();
  process.exitCode = unwritten === undefined ? code : codeUnread(code);
}

function tell(error: unknown): ExitCode {
  const { line, code } = explain(error);
  console.error(line);
  return code;
}

/** The exit code if the report could not be written: it still says whether something was found. */
function codeUnread(code: ExitCode): ExitCode {
  if (code === exitCode.harnessBug) return code;
  return code === exitCode.violated || hasFound() ? exitCode.violated : exitCode.usage;
}
