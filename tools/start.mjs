// `npm start`: installs what is missing, then starts the whole system.
import { runStack } from './stack.mjs';

await runStack(['start', ...process.argv.slice(2)]);
