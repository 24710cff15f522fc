/** Light or dark: the system's preference until the user chooses otherwise. */
import { useLayoutEffect, useState } from 'preact/hooks';

export type Theme = 'light' | 'dark';

const KEY = 'migcheck-theme';

export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(() => chosen() ?? preferred());
  // Before anything is drawn in the colours of the theme.
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const toggle = (): void => {
    const other = theme === 'dark' ? 'light' : 'dark';
    setTheme(other);
    remember(other);
  };
  return [theme, toggle];
}

function preferred(): Theme {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** A browser may deny local storage to a page that is a file. */
function chosen(): Theme | undefined {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : undefined;
  } catch {
    return undefined;
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then the user has to choose again next time.
  }
}
