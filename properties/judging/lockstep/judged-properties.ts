/** Which properties may object: all, or only one (to see what it notices alone), or all but one. */
import type { PropertyId } from './property-id.ts';

export interface JudgedProperties {
  /** Only this property is judged. */
  readonly only?: PropertyId | undefined;
  /** This property is not judged, even if it is also `only`. */
  readonly without?: PropertyId | undefined;
}

export const ALL_PROPERTIES: JudgedProperties = {};

export function isAmong(id: PropertyId, { only, without }: JudgedProperties): boolean {
  return id !== without && (only === undefined || id === only);
}
