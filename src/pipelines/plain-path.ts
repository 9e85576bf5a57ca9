/**
 * A path that can stand in the file of every provider, whose languages each have signs of their own for expressions (`${{ }}`,
 * `$( )`, `<< >>`, …). Relative, `/` between folders.
 */
export const isPlainPath = (path: string): boolean => /^[\w.@+][\w.@+ /-]*$/.test(path);
