/**
 * Which properties may object. All of them may, unless somebody asks what a single one notices by
 * itself, or what goes unnoticed without it.
 */
import type { PropertyId } from './property-id.ts';

export interface JudgedProperties {
  /** Nothing else is judged. */
  readonly only?: PropertyId | undefined;
  /** It is not judged, even if nothing else is. */
  readonly without?: PropertyId | undefined;
}

export const ALL_PROPERTIES: JudgedProperties = {};

export function isAmong(id: PropertyId, { only, without }: JudgedProperties): boolean {
  return id !== without && (only === undefined || id === only);
}
