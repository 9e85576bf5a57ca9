#!/usr/bin/env node
// What is imported below does not load in an older Node; nobody should have to guess that from how it fails.
const OLDEST = 22;
if (Number.parseInt(process.versions.node, 10) < OLDEST) {
  console.error(`sf-plugin-jwt needs Node ${OLDEST} or newer; this is ${process.version}.`);
  console.error('A clone of it has brought a newer one: npx node bin/run.js');
  process.exit(1);
}

// Until a command has begun, sf's library answers Ctrl-C with an error out of the event loop: an end, and no crash.
process.on('uncaughtException', (error) => {
  if (error.code === 'EEXIT') process.exit(error.oclif.exit);
  console.error(error);
  process.exit(1);
});

const { execute } = await import('@oclif/core');
// Not awaited: when the reader of a pipe has gone (`… | head`), what oclif waits for at the end never comes.
void execute({ dir: import.meta.url });
