import { appRows } from './walk-org-rows.ts';
import { walk } from './diagnose-walk.ts';

describe('the walk through causes: the app', function () {
  this.timeout(60_000);
  walk(appRows);
});
