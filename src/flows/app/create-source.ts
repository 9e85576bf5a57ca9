import { Messages } from '@salesforce/core/messages';
import { describePermissionSet } from '../../access/plan.ts';
import { newComponents } from '../../app/components.ts';
import { permissionSetComponent } from '../../app/source-files.ts';
import { checkRequest, newSettings } from '../../app/spec.ts';
import { parseCertificate } from '../../certificates/parse.ts';
import { readInputFile } from '../../io/input-file.ts';
import type { FlowOptions } from '../progress.ts';
import type { CreateAppInput } from './create-plan.ts';
import { writeSource, type WriteSourceResult } from './write-source.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

export type AppSourceInput = Omit<CreateAppInput, 'connection' | 'waitMinutes' | 'isDryRun'> & {
  /** Of the org's own user, where an org was named: contact and first user of the app. Nothing is asked of the org. */
  username: string | undefined;
  folder: string;
  force: boolean;
};

/**
 * Writes the files of the app that `createApp` would make in an org that has nothing of it yet. The permission set that is
 * made for the app is among them; one that was named is taken to be there.
 */
export async function writeAppSource(
  input: AppSourceInput,
  now: Date,
  { signal }: FlowOptions,
): Promise<WriteSourceResult> {
  const { contents, path } = await readInputFile(input.certificateFile, '--certificate-file');
  const request = { ...input, certificate: parseCertificate(contents, path) };
  checkRequest(request);
  const contactEmail = input.typed.contactEmail ?? input.username;
  if (contactEmail === undefined) throw messages.createError('error.ContactEmailMissing', [], [], 2);
  const settings = newSettings(request, contactEmail);
  const made = input.typed.permissionSets ? [] : settings.permissionSets;
  const sets = made.map((name) =>
    permissionSetComponent({
      name,
      description: describePermissionSet(input.name),
      grantsApi: input.grantApiAccess === true,
    }),
  );
  const assignTo = input.assignTo.length > 0 ? input.assignTo : [input.username ?? []].flat();
  return writeSource(
    {
      type: input.type,
      name: input.name,
      components: [...sets, ...newComponents(request, settings)],
      permissionSets: settings.permissionSets,
      assignTo,
      folder: input.folder,
      force: input.force,
      command: input.again,
    },
    now,
    { signal },
  );
}
