/**
 * In which line of a project file each entry begins, from 1, by its name: the text of a file that has been read as JSON already.
 * Of names that stand there twice, it is the last that holds, as for who reads the JSON.
 */
export function linesOfEntries(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  const path: string[] = [];
  let key = '';
  let line = 1;
  for (const [token] of text.matchAll(/"(?:\\.|[^"\\])*"(\s*:)?|[{}[\]]|\n/g)) {
    if (token.startsWith('"')) {
      const name = /^("(?:\\.|[^"\\])*")\s*:$/.exec(token)?.[1];
      if (name !== undefined) {
        key = JSON.parse(name) as string;
        if (path.length === 2 && path[1] === 'orgs') lines.set(key, line);
      }
    } else if (token === '{' || token === '[') {
      // a list has no names: what is in it is of nothing
      path.push(token === '{' ? key : '');
      key = '';
    } else if (token !== '\n') path.pop();
    line += token.split('\n').length - 1;
  }
  return lines;
}
