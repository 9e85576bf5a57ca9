import { walk } from './diagnose-walk.ts';
import { wayRows } from './walk-way-rows.ts';

describe('the walk through causes: the way', function () {
  this.timeout(60_000);
  walk(wayRows);
});
