// The only file that knows the command line; it starts it lazily.
import { nodeTerminal } from './cli/output.js';

const { main } = await import('./cli/main.js');
process.exitCode = await main(process.argv.slice(2), nodeTerminal());
