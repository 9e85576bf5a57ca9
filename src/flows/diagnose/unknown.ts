/** Errors by which an org says that it does not tell this, to this user or in this session; what else it tells is as good. */
const untold = [
  'SoapRefusesTokenError',
  'PermissionMissingError',
  'FeatureNotEnabledError',
  'TypeNotInOrgError',
  'ApiVersionNotInOrgError',
  'AppUnreadableError',
  'OrgFailedError',
  'OrgRefusedError',
  'OrgCallFailedError',
];

/** `undefined` for what the org does not tell. What is wrong with the session or the way there is thrown. */
export async function orUnknown<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch((error: unknown) => {
    if (untold.includes((error as Error).name)) return undefined;
    throw error;
  });
}
