/** Parses the command line, then loads and runs the command. */
import { Command, CommanderError } from 'commander';
import type { BugsFlags } from './bugs.ts';
import type { CheckFlags } from './check.ts';
import type { DecodeFlags } from './decode.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import type { ExploreFlags } from './explore.ts';
import {
  options,
  parseAmount,
  parseCount,
  parseDuration,
  parsePercent,
} from '../../terminal/options.ts';
import { forgetFound } from '../../terminal/found.ts';
import { version } from '../../terminal/version.ts';
import { textWidth } from '../../terminal/width.ts';
import { refuseForgottenDashes } from './forgotten-dashes.ts';
import type { GateFlags } from './gate.ts';
import { listBugs, listCoverable, listScenarios, listStrategies, listVersions } from './lists.ts';
import type { QemuFlags } from './qemu/qemu.ts';
import type { ReplayFlags } from './replay.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { inOneLine } from './in-one-line.ts';
import type { ViewFlags } from './view.ts';

let result: ExitCode = exitCode.passed;

/**
 * @param args - the arguments after the program's name
 * @throws UsageError if there is no such command or flag; otherwise whatever the command throws
 */
export async function runCommandLine(
  args: readonly string[] = process.argv.slice(2),
): Promise<ExitCode> {
  result = exitCode.passed;
  forgetFound();
  const program = build();
  const command = program.commands.find((one) => one.name() === args[0]);
  if (command !== undefined) refuseForgottenDashes(command, process.env);
  try {
    await program.parseAsync(args, { from: 'user' });
    return result;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCode.passed;
    if (error.code === 'commander.help') {
      console.error(program.helpInformation().trimEnd());
      return exitCode.usage;
    }
    throw new UsageError(inOneLine(error.message));
  }
}

function build(): Command {
  const program = new Command('migcheck')
    .description('Finds the interleaving that loses a page in a live migration.')
    .exitOverride()
    .configureOutput({
      writeErr: () => undefined,
      getOutHelpWidth: textWidth,
      getErrHelpWidth: textWidth,
    });

  addCheck(program);
  addGate(program);

  program
    .command('replay')
    .description('run one recorded trace again and tell its story')
    .argument('<trace>', 'a trace file, or a trace pasted as one word')
    .option('--stream <file>', 'write the migration stream into this file')
    .option('--verbose', 'tell every step of the run, and what makes the difference')
    .option('--flip', 'look for the choice and the write that make the difference')
    .option(
      '--itf',
      'print the run as states of the model, in the Informal Trace Format of Quint and Apalache',
    )
    .option('--as-test', 'print a vitest file that fails until the bug is fixed')
    .option('--out <file>', 'where --itf or --as-test is written; by default, standard output')
    .addOption(options.bug())
    .addOption(options.system())
    .addOption(options.trust())
    .addOption(options.json())
    .action(async (trace: string, flags: ReplayFlags) => {
      if (flags.bug === 'list') return listBugs();
      const { replay } = await import('./replay.ts');
      result = await replay(trace, flags);
    });

  program
    .command('view')
    .description('write one recorded trace, or a migration of real QEMU, as an HTML page')
    .argument('<file>', 'a trace, also pasted as one word; a recording or a finding of `qemu`')
    .option('--out <file>', 'the file to write; by default it is named after the trace')
    .option('--open', 'open the page in the browser; by default from a temporary folder')
    .addOption(options.system())
    .addOption(options.trust())
    .action(async (trace: string, flags: ViewFlags) => {
      const { view } = await import('./view.ts');
      result = await view(trace, flags);
    });

  addExplore(program);
  addQemu(program);

  addBugs(program);

  addDecode(program);

  program
    .command('explain')
    .description('explain a property, a bug of the catalogue or a term')
    .argument('<name>', 'like P1, seed-003-stale-shadow or precopy; `list` shows them all')
    .action(async (name: string) => {
      const { explainName } = await import('./explain.ts');
      result = explainName(name);
    });

  const current = version();
  for (const command of [program, ...program.commands])
    command.version(current, '--version', 'the version of the program');
  return program;
}

/** A flag that may be given several times. */
function collect(one: string, before: readonly string[] = []): readonly string[] {
  return [...before, one];
}

function addDecode(program: Command): void {
  program
    .command('decode')
    .description('print a migration stream, one record per line')
    .argument('<stream>', 'a file that holds the stream, compressed or not; - is standard input')
    .option('--channel <name>', 'main, preempt, return-path or multifd', 'main')
    .option(
      '--page-bytes <count>',
      "bytes of content per page, for a stream of this project's own engine",
      parseCount,
    )
    .action(async (file: string, flags: DecodeFlags) => {
      const { decode } = await import('./decode.ts');
      result = await decode(file, flags);
    });
}

function addBugs(program: Command): void {
  program
    .command('bugs')
    .description('the catalogue of bugs; with --hunt, how soon each is found')
    .option('--hunt', 'hunt for each bug, which takes long')
    .addOption(options.seed())
    .option('--seeds <count>', 'seeds for each bug (10), with --hunt', parseCount)
    .option('--stories <count>', 'findings told as stories for each bug (1)', parseAmount)
    .option('--runs <count>', 'at most this many executions for each seed (30000)', parseCount)
    .option('--strategy <name>', 'hunt with this strategy only; `list` shows them all')
    .addOption(options.bug())
    .addOption(options.jobs())
    .addOption(options.json())
    .action(async (flags: BugsFlags) => {
      if (flags.bug === 'list') return listBugs();
      if (flags.strategy === 'list') return listStrategies();
      const { bugs } = await import('./bugs.ts');
      result = await bugs(flags);
    });
}

function addCheck(program: Command): void {
  program
    .command('check')
    .description('search many scenarios and schedules for violations, in lockstep with the model')
    .addOption(options.seed())
    .addOption(options.runs())
    .addOption(options.time())
    .option('--strategy <name>', 'the strategy that picks the next step; `list` shows them all')
    .option('--scenario <name>', 'the family of scenarios; `list` shows them all')
    .option(
      '--coverage <name>',
      'measure how much of this model configuration is visited; `list` shows them all',
    )
    .option(
      '--coverage-min <percent>',
      'the share of the transitions that --coverage must visit',
      parsePercent,
    )
    .option('--resume <file>', 'continue where an interrupted check left off')
    .option('--short', 'only the regressions and 3,000 executions')
    .option('--watch', 'a short check whenever a source is saved')
    .addOption(options.bug())
    .addOption(options.system())
    .addOption(options.trust())
    .addOption(options.jobs())
    .addOption(options.noShrink())
    .addOption(options.out())
    .addOption(options.json())
    .action(async (flags: CheckFlags) => {
      if (flags.bug === 'list') return listBugs();
      if (flags.scenario === 'list') return listScenarios();
      if (flags.strategy === 'list') return listStrategies();
      if (flags.coverage === 'list') return listCoverable();
      if (flags.watch === true) {
        const { watchAndCheck } = await import('./watch.ts');
        result = await watchAndCheck(flags);
        return;
      }
      const { check } = await import('./check.ts');
      result = await check(flags);
    });
}

function addGate(program: Command): void {
  program
    .command('gate')
    .description('what CI runs: regressions, seeds, coverage, the catalogue; writes a report')
    .option(
      '--budget <duration>',
      'time limit; a stage that does not fit is incomplete',
      parseDuration,
      parseDuration('5m'),
    )
    .option('--base <ref>', 'always hunt the bugs in files changed since this commit')
    .option('--runs <count>', 'executions for each seed, for a shorter gate', parseCount)
    .option('--out <folder>', 'where to write the report', 'report')
    .option('--without <id>', 'judge without this property, like P1; the gate must notice')
    .addOption(options.bug())
    .addOption(options.jobs())
    .addOption(options.noShrink())
    .addOption(options.json())
    .action(async (flags: GateFlags) => {
      if (flags.bug === 'list') return listBugs();
      const { gate } = await import('./gate.ts');
      result = await gate(flags);
    });
}

function addExplore(program: Command): void {
  program
    .command('explore')
    .description('visit every state of the model, or run every interleaving of a small engine')
    .option('--model', 'the reference machine')
    .option('--engine', 'the engine, in small configurations')
    .option('--small', 'only the smaller configurations (engine)')
    .option('--symmetry', 'treat identical pages as interchangeable (model)')
    .option('--liveness', 'also check that nothing stays owed for ever (model)')
    .option('--scenario <name>', 'the configuration; `list` shows them all')
    .option('--preemptions <count>', 'at most this many preemptions (engine)', parseAmount)
    .option('--resume <file>', 'continue where an interrupted exploration left off (engine)')
    .addOption(options.bug())
    .addOption(options.trust())
    .addOption(options.jobs())
    .addOption(options.noShrink())
    .addOption(options.out())
    .addOption(options.json())
    .action(async (flags: ExploreFlags) => {
      if (flags.bug === 'list') return listBugs();
      const { explore, listExplorable } = await import('./explore.ts');
      if (flags.scenario === 'list') listExplorable(flags);
      else result = await explore(flags);
    });
}

function addQemu(program: Command): void {
  program
    .command('qemu')
    .description('migrate real QEMU and judge it by the same properties')
    .addOption(options.seed())
    .option('--runs <count>', 'migrations; 200 (--teeth: 100) unless --time is given', parseCount)
    .addOption(options.time())
    .option('--scenario <name>', 'the family of scenarios; `list` shows them all')
    .option('--versions [names]', 'QEMU versions, unpacked if needed: `all`, or names from `list`')
    .option('--writer <name>', 'what writes to memory: device, vcpu or both')
    .option('--machine <name>', 'the machine type: q35, pc or microvm')
    .option('--reruns <count>', 'how often each finding is run again (10)', parseAmount)
    .option('--controls <count>', 'number of planted corruptions (8)', parseAmount)
    .option('--controls-each <count>', 'plant so many in each family of --scenario', parseCount)
    .option('--replay <file>', 'run this finding again, as often as --reruns says')
    .option('--shrink', 'with --replay: make the finding smaller first')
    .option('--script <file>', 'with --replay: only write the finding as a script of Python')
    .option('--teeth [names]', 'which builds of QEMU without a fix are found; `list` shows them')
    .option('--validate [file]', 'judge this recording, or --log and --stream; needs no QEMU')
    .option('--log <file>', 'a trace log that QEMU wrote on either host', collect)
    .option('--stream <file>', 'a capture of one channel of the same migration', collect)
    .option('--jobs <count>', 'how many pairs of hosts run in parallel', parseCount, 2)
    .option('--out <folder>', 'where to write findings (report), and what --resume needs')
    .option('--resume', 'continue the campaign of --out where it was ended')
    .addOption(options.json())
    .action(async (flags: QemuFlags) => {
      const { listQemuScenarios, qemu } = await import('./qemu/qemu.ts');
      if (flags.scenario === 'list') listQemuScenarios();
      else if (flags.versions === 'list') await listVersions();
      else if (flags.teeth === 'list') (await import('./qemu/teeth.ts')).listTeeth();
      else result = await qemu(flags);
    });
}
