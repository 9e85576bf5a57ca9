import { accessRows } from './walk-org-rows.ts';
import { walk } from './diagnose-walk.ts';

describe('the walk through causes: who may log in', function () {
  this.timeout(60_000);
  walk(accessRows);
});
