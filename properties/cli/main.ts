#!/usr/bin/env node
/** The command line: reads it, runs the command, and turns whatever goes wrong into an exit code. */
import { Command, CommanderError } from 'commander';
import { BadFile } from '../../traces/parse-json.ts';
import { families, MIXED } from '../scenarios/families.ts';
import { strategyNames } from '../strategies/strategies.ts';
import type { CheckFlags } from './check.ts';
import { check } from './check.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { options } from './options.ts';
import type { ReplayFlags } from './replay.ts';
import { replay } from './replay.ts';
import { UsageError } from './usage-error.ts';

let result: ExitCode = exitCode.passed;

function build(): Command {
  const program = new Command('migcheck')
    .description('Finds the interleaving that loses a page in a live migration.')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .showSuggestionAfterError(false);

  program
    .command('check')
    .description('search for violations: lockstep over a spread of scenarios and schedules')
    .addOption(options.seed())
    .addOption(options.runs())
    .addOption(options.time())
    .option('--strategy <name>', 'who picks the next step; `list` lists them')
    .option('--scenario <name>', 'the family of scenarios; `list` lists them')
    .addOption(options.bug())
    .addOption(options.jobs())
    .addOption(options.out())
    .addOption(options.json())
    .action(async (flags: CheckFlags) => {
      if (flags.scenario === 'list') listScenarios();
      else if (flags.strategy === 'list') console.log(strategyNames.join('\n'));
      else result = await check(flags);
    });

  program
    .command('replay')
    .description('run one recorded trace again and tell its story')
    .argument('<trace>', 'a trace file, or the same as one base64url string')
    .addOption(options.json())
    .action(async (trace: string, flags: ReplayFlags) => {
      result = await replay(trace, flags);
    });

  return program;
}

function listScenarios(): void {
  const width = Math.max(...families.map(({ name }) => name.length));
  for (const { name, claim } of families) console.log(`${name.padEnd(width)}  ${claim}`);
  console.log(`${MIXED.padEnd(width)}  all of them in turn`);
}

/** One line that says what was wrong, and the exit code that goes with it. */
function explain(error: unknown): { readonly line: string; readonly code: ExitCode } {
  if (error instanceof CommanderError) {
    const line = error.message.split('\n', 1)[0]?.replace(/^error: /, '') ?? '';
    return { line: `migcheck: ${line}`, code: exitCode.usage };
  }
  if (error instanceof UsageError || error instanceof BadFile)
    return { line: `migcheck: ${error.message}`, code: exitCode.usage };
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { line: `[harness bug] ${what}`, code: exitCode.harnessBug };
}

try {
  await build().parseAsync();
} catch (error) {
  const isHelp = error instanceof CommanderError && error.exitCode === 0;
  if (!isHelp) {
    const { line, code } = explain(error);
    console.error(line);
    result = code;
  }
}
process.exitCode = result;
