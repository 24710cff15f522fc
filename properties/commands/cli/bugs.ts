/** `bugs`: lists the catalogue or, with `--hunt`, measures how soon each bug is found. */
import type { CataloguedBug } from '../../../traces/bug-file.ts';
import { bugsJson, describeBug } from './bugs-output.ts';
import type { HuntFlags } from './hunt-bugs.ts';
import { huntBugs } from './hunt-bugs.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { printDocument } from '../../terminal/print-document.ts';
import { readCatalogue, readCatalogued } from '../../running/files/read-bug.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { print } from '../../terminal/width.ts';

export interface BugsFlags extends HuntFlags {
  readonly hunt?: boolean;
  readonly bug?: string;
}

/** @throws UsageError or BadFile */
export async function bugs(flags: BugsFlags): Promise<ExitCode> {
  const catalogue =
    flags.bug === undefined ? readCatalogue() : [readCatalogued(flags.bug, '--bug')];
  if (flags.hunt === true) return huntBugs(catalogue, flags);
  refuseFlagsOfHunt(flags);
  if (flags.json === true) printDocument(bugsJson(catalogue.map((bug) => ({ bug, scores: {} }))));
  else printCatalogue(catalogue);
  return exitCode.passed;
}

/** @throws UsageError if a flag of `--hunt` is given without `--hunt` */
function refuseFlagsOfHunt({ seed, seeds, stories, runs, strategy }: BugsFlags): void {
  for (const [name, value] of Object.entries({ seed, seeds, stories, runs, strategy }))
    if (value !== undefined) throw new UsageError(`--${name} is for --hunt`);
}

function printCatalogue(catalogue: readonly CataloguedBug[]): void {
  for (const bug of catalogue) for (const line of describeBug(bug)) print(line);
  print(`${catalogue.length} in all; to see how soon they are found: npm run bugs -- --hunt`);
}
