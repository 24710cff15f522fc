/**
 * A number for a scenario: of what is other in it than in the plainest one, field by field. A field that
 * the plainest value was added for changes no number of a scenario that does not use it.
 */
import type { Scenario } from '../../../impl/scenario.ts';
import { plainestBlock, plainestScenario } from '../../../impl/scenario.ts';
import { hashOf } from './digest.ts';

export function hashOfScenario({ blocks, ...rest }: Scenario): number {
  const { blocks: _, ...plainest } = plainestScenario;
  const different = [
    differences(rest, plainest),
    ...blocks.map((block) => differences(block, plainestBlock)),
  ];
  return hashOf(different.join('\n'));
}

/** Fields by name, in the order of their names, since files and drawers have them in orders of their own. */
function differences(fields: object, plainest: object): string {
  const plain = new Map(Object.entries(plainest));
  return Object.entries(fields)
    .map(([name, value]) => [name, textOf(value), textOf(plain.get(name))] as const)
    .filter(([, text, plainText]) => text !== plainText)
    .map(([name, text]) => `${name}=${text}`)
    .toSorted()
    .join(';');
}

/** JSON, with the fields of every object in the order of their names; what is left out is not there. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields
    .map(([name, field]) => `${name}:${textOf(field)}`)
    .toSorted()
    .join(',')}}`;
}
