// A program for rotate-killed.test.ts: rotates an app as a command would, in a process that can be killed.
import { Org } from '@salesforce/core';
import { rotateApp } from '../../../src/flows/app/rotate.ts';
import { storeSession, type Session } from '../../../src/io/auth-store.ts';

const [stored = '', type = '', file = '', newName = ''] = process.argv.slice(2);
const session = JSON.parse(stored) as Session;
await storeSession(session);
const org = await Org.create({ aliasOrUsername: session.alias });
const result = await rotateApp(
  {
    connection: org.getConnection(),
    type: type as 'external-client-app' | 'connected-app',
    name: 'Jwt_Cli',
    privateKey: { key: { file } },
    username: org.getUsername() ?? '',
    overlap: newName === '' ? undefined : { newName },
    waitMinutes: 0,
    again: 'sf jwt app rotate',
  },
  new Date(),
  {},
);
process.stdout.write(result.outcome);
