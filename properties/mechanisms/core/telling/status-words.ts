/** The words of a story for the status of a migration. */
import { match } from 'ts-pattern';
import { migrationStatuses } from '../../../../impl/tracepoints.ts';
import { control } from '../../../telling/story/says.ts';
import type { Clause } from '../../../telling/story/wording.ts';

export function tellStatus(status: number): Clause | undefined {
  return match(migrationStatuses[status] ?? 'none')
    .returnType<Clause | undefined>()
    .with('setup', () => control('starts a migration'))
    .with('active', () => control('setup is done'))
    .with('completed', () => control('completes the migration'))
    .with('cancelling', () => control('cancels the migration'))
    .with('cancelled', 'failed', (name) =>
      control(`the migration has ${name === 'failed' ? 'failed' : 'been cancelled'}`),
    )
    .with('postcopy-paused', () => control('the link is gone: the remaining pages cannot be sent'))
    .with(
      'none',
      'device',
      'failing',
      'postcopy-device',
      'postcopy-active',
      'postcopy-recover-setup',
      'postcopy-recover',
      () => undefined,
    )
    .exhaustive();
}
