/** Configurations of the model by name. */
import type { Configuration } from '../../../model/configuration.ts';
import { configurations } from '../../../model/mechanisms.ts';

/** @throws Error if there is no configuration of that name */
export function named(name: string): Configuration {
  const configuration = configurations.find((one) => one.name === name);
  if (configuration === undefined) throw new Error(`no configuration ${name}`);
  return configuration;
}
