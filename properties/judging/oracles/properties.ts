/** The properties of all mechanisms, in order of gravity. */
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { Objection } from '../lockstep/objections.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { propertyIds } from '../lockstep/property-id.ts';
import { judged } from '../mechanisms.ts';
import type { Property } from './property.ts';

const all: { readonly [Id in PropertyId]: Property<Id> } = Object.assign(
  {},
  ...Object.values(judged).map((one) => one.properties),
);

export const properties: { readonly [Id in PropertyId]: Property<Id> } = Object.fromEntries(
  propertyIds.map((id) => [id, all[id]]),
) as typeof all;

export const propertyNames: Readonly<Record<PropertyId, string>> = Object.fromEntries(
  propertyIds.map((id) => [id, properties[id].name]),
) as Record<PropertyId, string>;

/** @param name - like `P1 coverage` */
export function propertyNamed(name: string): PropertyId | undefined {
  return propertyIds.find((id) => propertyNames[id] === name);
}

/** Where to look first for the cause of an objection. */
export function hintOf({ property, page }: Pick<Objection, 'property' | 'page'>): string {
  const { hint, hintOfNoPage = hint }: Property = properties[property];
  return page === NO_PAGE ? hintOfNoPage : hint;
}
