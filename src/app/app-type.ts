/** The two kinds of app that take a JWT, as the command line names them. */
export type AppType = 'external-client-app' | 'connected-app';
