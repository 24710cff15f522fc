/** However a command comes to its end, it ends with the exit code that is right for that. */
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { explain } from '../../terminal/explain.ts';
import { hasFound } from '../../terminal/found.ts';
import { guardOutput } from './guard-output.ts';
import { onUntimelyEnd } from './on-untimely-end.ts';
import { watchStandardOutput } from './standard-output.ts';

/** Runs the command; whatever is thrown meanwhile, be it where nobody waits for it, is told. */
export async function runToEnd(run: () => Promise<ExitCode>): Promise<void> {
  const output = watchStandardOutput();
  guardOutput();
  const forgetUntimelyEnd = onUntimelyEnd();
  // A promise that is rejected where nobody waits for it comes here as well.
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

/** Of a report that nobody could read, only that something was found is told. */
function codeUnread(code: ExitCode): ExitCode {
  if (code === exitCode.harnessBug) return code;
  return code === exitCode.violated || hasFound() ? exitCode.violated : exitCode.usage;
}
