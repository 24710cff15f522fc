/** The trace page: reads the run that is embedded in it, and shows it. */
import { render } from 'preact';
import type { TraceView } from '../trace-view.ts';
import { App } from './app.tsx';
import { indexRun } from './run.ts';
import './styles/base.css';
import './styles/header.css';
import './styles/layout.css';
import './styles/lanes.css';
import './styles/arrows.css';
import './styles/account.css';
import './styles/state.css';
import './styles/scrubber.css';
import './styles/help.css';
import './styles/print.css';

const page = document.getElementById('page') as HTMLElement;
const view = JSON.parse(document.getElementById('trace')?.textContent ?? '') as TraceView;

if (view.format === 'migcheck-view') render(<App run={indexRun(view)} />, page);
else page.textContent = 'This page has no trace: npm run view -- FILE writes a page with one.';
