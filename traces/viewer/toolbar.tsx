/** The header: the title, the outcome, search and filters. */
import type { JSX, RefObject } from 'preact';
import type { Run } from './run.ts';
import type { Theme } from './theme.ts';
import type { Selecting } from './use-selection.ts';
import { countOf } from './words.ts';

export interface ToolbarProps extends Selecting {
  readonly run: Run;
  readonly theme: Theme;
  readonly toggleTheme: () => void;
  readonly showHelp: () => void;
  readonly search: RefObject<HTMLInputElement>;
}

export function Toolbar(props: ToolbarProps): JSX.Element {
  const { run, rows, selection, change, theme, toggleTheme, showHelp, search } = props;
  return (
    <header>
      <h1 title={run.reference}>{run.title}</h1>
      <p class={run.violation === undefined ? 'verdict' : 'verdict violated'}>{run.outcome}</p>
      <div class="tools" role="search">
        <input
          ref={search}
          type="search"
          placeholder="Search steps"
          aria-label="Search steps"
          aria-keyshortcuts="/"
          value={selection.search}
          onInput={({ currentTarget }) => change({ search: currentTarget.value })}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Escape') change({ search: '' });
            if (key === 'Escape' || key === 'Enter') currentTarget.blur();
          }}
        />
        <FollowedPage {...props} />
        <Switch
          label="every step"
          hint="Include locks and waiting"
          keyName="e"
          isOn={selection.isEveryStep}
          toggle={() => change({ isEveryStep: !selection.isEveryStep })}
        />
        <output class="count">
          {rows.length} of {countOf(run.steps.length, 'step')}
        </output>
        <Switch
          label="dark"
          hint="Dark or light theme"
          keyName="t"
          isOn={theme === 'dark'}
          toggle={toggleTheme}
        />
        <button type="button" class="plain" aria-label="Keys and colours" onClick={showHelp}>
          ?
        </button>
      </div>
    </header>
  );
}

function FollowedPage(props: ToolbarProps): JSX.Element {
  const { run, selection, followed, followPage, toggleOnlyPage } = props;
  return (
    <span class="follow">
      <label>
        page{' '}
        <select
          value={followed ?? ''}
          onChange={({ currentTarget: { value } }) =>
            followPage(value === '' ? undefined : Number(value))
          }
        >
          <option value="">any</option>
          {run.pages.map((name, page) => (
            <option key={name} value={page}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Switch
        label="only this page"
        hint="Only steps about this page"
        keyName="p"
        isOn={selection.onlyPage !== undefined}
        isOff={followed === undefined}
        toggle={toggleOnlyPage}
      />
    </span>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly hint: string;
  readonly keyName: string;
  readonly isOn: boolean;
  /** The switch is disabled. */
  readonly isOff?: boolean;
  readonly toggle: () => void;
}

function Switch({ label, hint, keyName, isOn, isOff = false, toggle }: SwitchProps): JSX.Element {
  return (
    <button
      type="button"
      class="switch"
      aria-pressed={isOn}
      aria-keyshortcuts={keyName}
      title={`${hint} (${keyName})`}
      disabled={isOff}
      onClick={toggle}
    >
      {label}
    </button>
  );
}
