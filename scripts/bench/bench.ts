/** `npm run bench`: Heptad beside other programs. `-- --growth`: what a document costs in ever larger texts. */
await import(process.argv.includes('--growth') ? './growth.js' : './compare.js');

export {};
