import { render } from 'preact';
import './look/look.css';
import { App } from './app';
import { listen } from './server/live';

void listen();
const root = document.getElementById('page');
if (root) render(<App />, root);
