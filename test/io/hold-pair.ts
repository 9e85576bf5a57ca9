// A program for pair-lock.test.ts: holds a pair until it is killed; says so when it does.
import { pairPaths } from '../../src/io/pair-files.ts';
import { lockPair } from '../../src/io/pair-lock.ts';

const [key = '', certificate = ''] = process.argv.slice(2);
await lockPair(pairPaths(key, certificate));
process.on('disconnect', () => process.exit());
process.send!('held');
