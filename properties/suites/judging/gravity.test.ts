/** The order of gravity: properties about harm come before those that only show that something is wrong. */
import { describe, expect, it } from 'vitest';
import { propertyIds, rankOf } from '../../judging/lockstep/property-id.ts';
import { properties } from '../../judging/oracles/properties.ts';
import { LEAST_HARM } from '../../running/campaign/investigate.ts';

describe('the order of gravity', () => {
  const symptoms = propertyIds.filter((id) => properties[id].isSymptom);

  it('includes symptoms', () => expect(symptoms.length).toBeGreaterThan(5));

  it.each(symptoms)('puts %s after every property that is searched for after a symptom', (id) => {
    expect(rankOf(id)).toBeGreaterThan(rankOf(LEAST_HARM));
  });
});
