import { command, say, type Cause } from '../cause.ts';
import { minutesSinceChange } from '../readings.ts';

/** Setup speaks of 2 to 10 minutes; a few reports are of more. */
const USUAL_MINUTES = 10;
const LONGEST_MINUTES = 30;

/** All is right in the org, and it does not know so yet: proven only where everything else is excluded. */
export const young: Cause = {
  name: 'ChangeNotTakenOver',
  verdict: (facts) => ((minutesSinceChange(facts) ?? 0) < LONGEST_MINUTES ? 'open' : 'no'),
  isProvenAlone: (facts) => (minutesSinceChange(facts) ?? Infinity) < USUAL_MINUTES,
  message: (facts) => {
    const minutes = minutesSinceChange(facts);
    return minutes === undefined
      ? say('ChangeNotTakenOver')
      : say('ChangeNotTakenOver.org', [Math.max(0, Math.floor(minutes))]);
  },
  fix: ({ command: { login } }) => command('ChangeNotTakenOver', ['jwt', 'token', ...login, '--wait', '10']),
};
