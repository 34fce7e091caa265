/** The pages begin here. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { currentLocale } from './i18n/locale.ts';
import './style/tokens.css';
import './style/base.css';
import { applyAppearance } from './ui/theme.ts';

applyAppearance();
document.documentElement.lang = currentLocale();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
