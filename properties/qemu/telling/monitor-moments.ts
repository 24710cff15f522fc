/** What the monitors reported, what the operator did, and what was found wrong, as moments. */
import type { HostName, QemuRecording } from '../../../traces/recording-file.ts';
import type { Effect, Moment } from './moment.ts';
import { fact } from './moment.ts';

export function monitorMoments({ statuses, events }: QemuRecording): readonly Moment[] {
  const isLogged = (host: HostName, event: string): boolean =>
    events.some((one) => one.host === host && one.name === event);
  return statuses.map(({ host, at, name }, index) => {
    const [event = '', status = ''] = name.split(' ');
    const text = textOf(event, status);
    const wheres = [`status ${index}`];
    const lane = `${host} monitor` as const;
    // The log is nearer to the moment than the monitor, which reports a little later.
    const isKnown = isLogged(host, event === 'MIGRATION' ? 'migrate_set_state' : 'runstate_set');
    const effects = isKnown ? [] : effectsOf(host, event, status);
    const moment = { at, lane, action: 'control', label: name, wheres, effects } as const;
    return text === undefined ? moment : { ...moment, text };
  });
}

function textOf(event: string, status: string): string | undefined {
  if (event === 'MIGRATION') return `reports: migration ${status}`;
  if (event === 'STOP') return 'reports: the guest stops';
  if (event === 'RESUME') return 'reports: the guest runs';
  return event === 'MIGRATION_PASS' ? undefined : `reports: ${event}`;
}

function effectsOf(host: HostName, event: string, status: string): readonly Effect[] {
  if (event === 'MIGRATION') return [fact('migration', host, status)];
  if (event === 'STOP') return [fact('guest', host, 'stopped')];
  return event === 'RESUME' ? [fact('guest', host, 'running')] : [];
}

export function deedMoments({ deeds = [] }: QemuRecording): readonly Moment[] {
  return deeds.map(({ at, actor, text }, index) => ({
    at,
    lane: actor,
    action: 'control',
    label: actor === 'judge' ? 'objects' : 'command',
    text,
    wheres: [`deed ${index}`],
  }));
}
