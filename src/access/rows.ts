/** What a permission set grants, by the names of its fields; a field that the org does not know is not there. */
export type PermissionFlags = Partial<Record<`Permissions${string}`, boolean>>;

/** A user, with the profile that a user of the platform itself has not. */
export type UserRow = {
  Id: string;
  Username: string;
  Email: string;
  IsActive: boolean;
  UserType: string;
  Profile: {
    Name: string;
    UserLicenseId: string;
    UserLicense: { Name: string; LicenseDefinitionKey: string } | null;
  } | null;
};

/** That a user holds a permission set; the one that the user's profile owns is among them. */
export type AssignmentRow = {
  Id: string;
  AssigneeId: string;
  Assignee: { Username: string };
  ExpirationDate: string | null;
  PermissionSetId: string | null;
  /** An assignment of a permission set group may name none. */
  PermissionSet:
    | ({
        Id: string;
        Name: string;
        NamespacePrefix: string | null;
        Label: string;
        IsOwnedByProfile: boolean;
        ProfileId: string | null;
        HasActivationRequired: boolean;
      } & PermissionFlags)
    | null;
};

/** A permission set that no profile owns. `LicenseId`: a user licence (`100…`) or a permission set licence (`0PL…`). */
export type PermissionSetRow = {
  Id: string;
  Name: string;
  NamespacePrefix: string | null;
  Label: string;
  Description: string | null;
  LicenseId: string | null;
  HasActivationRequired: boolean;
  PermissionsApiEnabled: boolean;
};

export type PermissionSetLicenseRow = { Id: string; MasterLabel: string };

export type UserLoginRow = { UserId: string; IsFrozen: boolean };

export type ProfileRow = {
  Id: string;
  Name: string;
  UserLicenseId: string;
  UserLicense: { Name: string } | null;
};

/** What the first request tells: the users and what they hold. */
export type AccessRows = { users: readonly UserRow[]; assignments: readonly AssignmentRow[] };

/** What the second request tells, before something is written. */
export type GrantRows = {
  permissionSets: readonly PermissionSetRow[];
  permissionSetLicenses: readonly PermissionSetLicenseRow[];
  profiles: readonly ProfileRow[];
  /** Only for those who manage users. */
  userLogins?: readonly UserLoginRow[];
};
