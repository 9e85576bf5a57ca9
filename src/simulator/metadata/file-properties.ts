import type { User } from '../org-state.ts';
import { toTime } from '../records/object-table.ts';
import { type ComponentTypeName, manifestNameOf, pathOf } from './component-types.ts';
import type { Listed } from './readable-components.ts';

/** The FileProperties of the Metadata API. Who changed a component is not kept: it is always the asking author. */
export type FileProperties = Record<string, string | null>;

export type Author = Pick<User, 'id' | 'firstName' | 'lastName'>;

/** The FileProperties of the Metadata API. Who changed a component is not kept: it is always the asking user. */
export function toFileProperties(
  author: Author,
  type: ComponentTypeName,
  { id, fullName, createdAt, changedAt, isForeign }: Listed,
  root = '',
): FileProperties {
  const name = `${author.firstName} ${author.lastName}`;
  return {
    createdById: author.id,
    createdByName: name,
    createdDate: toTime(createdAt),
    fileName: root + pathOf(type, fullName),
    fullName,
    id,
    lastModifiedById: author.id,
    lastModifiedByName: name,
    lastModifiedDate: toTime(changedAt),
    manageableState: isForeign ? 'installed' : 'unmanaged',
    type: manifestNameOf(type),
  };
}
