/** `explain`: one screen about a property, a bug of the catalogue, or a term of the glossary. */
import type { CataloguedBug } from '../../../traces/bug-file.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { propertyIds } from '../../judging/lockstep/property-id.ts';
import { properties } from '../../judging/oracles/properties.ts';
import type { Needs, Property } from '../../judging/oracles/property.ts';
import { readCatalogue } from '../../running/files/read-bug.ts';
import { glossary } from '../../telling/glossary.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { printNames } from '../../terminal/print-names.ts';
import { didYouMean } from '../../terminal/suggest.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { print } from '../../terminal/width.ts';

/**
 * @param name - the name to explain; `list` lists all names
 * @throws UsageError if there is no such name
 */
export function explainName(name: string): ExitCode {
  if (name === 'list') listExplained();
  else for (const line of explained(name)) print(line);
  return exitCode.passed;
}

function listExplained(): void {
  printNames(propertyIds.map((id) => ({ name: properties[id].name, claim: properties[id].claim })));
  print(`\nwords: ${Object.keys(glossary).toSorted().join(', ')}`, 2);
  print('\nand each bug of the catalogue; `migcheck bugs` shows them all');
}

function explained(name: string): readonly string[] {
  const asked = name.toLowerCase();
  const id = propertyIds.find((one) =>
    [one, properties[one].name].some((called) => called.toLowerCase() === asked),
  );
  if (id !== undefined) return explainProperty(id);
  const words = Object.keys(glossary);
  const word = words.find((one) => one.toLowerCase() === asked);
  if (word !== undefined) return [`${word}: ${glossary[word]}`];
  const catalogue = readCatalogue();
  const bug = catalogue.find((one) => one.id === asked);
  if (bug !== undefined) return explainBug(bug);
  const names = [
    ...propertyIds,
    ...propertyIds.map((one) => properties[one].name),
    ...words,
    ...catalogue.map((one) => one.id),
  ];
  const meant = didYouMean(name, names) || '; `migcheck explain list` shows all names';
  throw new UsageError(`nothing is called ${JSON.stringify(name)}${meant}`);
}

function explainBug({ id, title, reference, edits, expect }: CataloguedBug): readonly string[] {
  const changes = edits.flatMap(({ file, find, replace }) => [
    `  in ${file}:`,
    ...marked('-', find),
    ...marked('+', replace),
  ]);
  return [
    `${id}: ${title}`,
    `  from: ${reference}`,
    `  noticed by: ${expect.property}`,
    ...changes,
    `  to find it: npm run check -- --bug ${id}`,
  ];
}

function marked(mark: string, code: string): readonly string[] {
  const lines = code.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => `    ${mark} ${line}`);
}

function explainProperty(id: PropertyId): readonly string[] {
  const { name, kind, claim, harm, sources, hint, needs, fromOutside }: Property = properties[id];
  const bugs = readCatalogue().filter(({ expect }) => expect.property === name);
  return [
    `${name}: ${kind}: ${claim}`,
    `  for the guest: ${harm}`,
    `  comes from: ${sources.join('; ')}`,
    `  look first: ${hint}`,
    `  needs to see: ${describeNeeds(needs)}`,
    `  on real QEMU: ${fromOutside.is}: ${fromOutside.by}`,
    bugs.length === 0
      ? '  bugs that it notices: none in the catalogue'
      : `  bugs that it notices: ${bugs.map((bug) => bug.id).join(', ')}`,
  ];
}

/** What a system has to show for the property to be judged. */
function describeNeeds({ bits, views, tracepoints, footprint, copies }: Needs): string {
  const lists = Object.entries({ bits, views, tracepoints }).flatMap(([kind, names]) =>
    names === undefined || names.length === 0 ? [] : [`${kind} ${names.join(', ')}`],
  );
  const told = [
    ...lists,
    ...(footprint === true ? ['what each step accesses'] : []),
    ...(copies === true ? ['the content that is sent of each page'] : []),
  ];
  return told.length === 0 ? 'nothing besides the run itself' : told.join('; ');
}
