import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { entriesFlag, namesOf } from './flags.ts';
import type { FleetChoice } from './flows/fleet/choose-entries.ts';
import { parseShard, type Shard } from './project/shard.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'fleet-flags');

/** Which orgs of the project file, and how many at the same time; of every command for a fleet. */
export const fleetFlags = {
  org: entriesFlag,
  shard: Flags.custom<Shard>({
    summary: messages.getMessage('shard.summary'),
    description: messages.getMessage('shard.description'),
    helpValue: '<part>/<parts>',
    parse: async (input) => Promise.resolve(requireShard(input)),
  })(),
  'failed-only': Flags.boolean({
    summary: messages.getMessage('failed-only.summary'),
    description: messages.getMessage('failed-only.description'),
  }),
  concurrency: Flags.integer({
    min: 1,
    max: 200,
    default: 10,
    summary: messages.getMessage('concurrency.summary'),
    description: messages.getMessage('concurrency.description'),
  }),
};

type FleetFlags = { org?: string[]; shard?: Shard; 'failed-only': boolean };

export function fleetChoiceFrom({ org, shard, 'failed-only': isFailedOnly }: FleetFlags): FleetChoice {
  return { names: namesOf(org), shard, isFailedOnly };
}

function requireShard(text: string): Shard {
  const shard = parseShard(text);
  if (!shard) throw messages.createError('error.ShardInvalid', [text], [], 2);
  return shard;
}
