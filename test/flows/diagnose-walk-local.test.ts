import { walk } from './diagnose-walk.ts';
import { localRows } from './walk-local-rows.ts';

describe('the walk through causes: this machine', function () {
  this.timeout(60_000);
  walk(localRows);
});
