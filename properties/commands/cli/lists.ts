/** Prints the choices for a flag whose value is `list`, and says which commands they are for. */
import { printNames } from '../../terminal/print-names.ts';

export async function listBugs(): Promise<void> {
  const { readCatalogue } = await import('../../running/files/read-bug.ts');
  printNames(
    readCatalogue().map(({ id, title }) => ({ name: id, claim: title })),
    'bugs of the catalogue, for --bug of any command; `migcheck explain ID` says more about a bug',
  );
}

export async function listScenarios(): Promise<void> {
  const { families, MIXED } = await import('../../searching/scenarios/families.ts');
  printNames(
    [...families, { name: MIXED, claim: 'all families in turn, varied' }],
    'families of scenarios of check; explore --model, explore --engine and qemu list their own',
  );
}

export async function listStrategies(): Promise<void> {
  const { claimOf, strategyNames } = await import('../../searching/strategies/strategies.ts');
  printNames(
    strategyNames.map((name) => ({ name, claim: claimOf(name) })),
    'strategies of check and of bugs --hunt',
  );
}

export async function listCoverable(): Promise<void> {
  const goals = await import('../plans/coverage-goal.ts');
  goals.listCoverable();
}

export async function listVersions(): Promise<void> {
  const binaries = await import('./qemu/binaries.ts');
  binaries.listVersions();
}
