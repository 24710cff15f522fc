/**
 * The hash of a scenario covers only the fields that differ from the plainest scenario. A new field with a
 * plainest value therefore does not change the hash of a scenario that does not use it.
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

/** Fields sorted by name, since files and generators list them in different orders. */
function differences(fields: object, plainest: object): string {
  const plain = new Map(Object.entries(plainest));
  return Object.entries(fields)
    .map(([name, value]) => [name, textOf(value), textOf(plain.get(name))] as const)
    .filter(([, text, plainText]) => text !== plainText)
    .map(([name, text]) => `${name}=${text}`)
    .toSorted()
    .join(';');
}

/** Like JSON, with the fields of every object sorted by name, and undefined fields left out. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields
    .map(([name, field]) => `${name}:${textOf(field)}`)
    .toSorted()
    .join(',')}}`;
}
