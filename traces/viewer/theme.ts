/** Light or dark: as the system has it, until the reader says otherwise. */
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

/** A browser may refuse to remember anything for a page that is a file. */
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
    // Then it is asked again next time.
  }
}
