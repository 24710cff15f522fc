/** What a configuration has no budget for is not explored, though it would be allowed. */
import type { ActionKind } from '../action.ts';
import type { Configuration } from '../configuration.ts';
import type { State } from '../state.ts';
import { at, read } from '../state.ts';

/** Whether the configuration has this kind of action, and the state has some of it left. */
export function isWithinBudget(
  configuration: Configuration,
  state: State,
  kind: ActionKind,
): boolean {
  switch (kind) {
    case 'write':
    case 'write-zero':
      return read(state, at.writesLeft) > 0;
    case 'device-write':
    case 'device-write-zero':
      return configuration.deviceWriter && read(state, at.writesLeft) > 0;
    case 'background-sync':
      return read(state, at.backgroundSyncsLeft) > 0;
    case 'cut':
    case 'abort':
      return configuration.cuts;
    case 'read-half':
      return configuration.splitReads;
    case 'owe-host-pages':
    case 'owe-more':
    case 'discard':
      return configuration.postcopy;
    case 'own-write':
      return configuration.postcopy && read(state, at.writesLeft) > 0;
    case 'take-urgent':
    case 'send-urgent':
    case 'deliver-urgent':
      return configuration.urgentRecordsMax > 0;
    case 'cut-urgent':
      return configuration.cuts && configuration.urgentRecordsMax > 0;
    case 'wait':
      return read(state, at.faultsLeft) > 0;
    default:
      return true;
  }
}
