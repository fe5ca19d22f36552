/** What the demo installs in its VPS: a program, its configuration, and a script that runs it at each start. */
const PROGRAM = `#!/bin/sh
# Counts its runs, and shows the count on the page of the VPS.
set -e
. /etc/tide.conf
count=$(( $(cat /var/lib/tide 2>/dev/null || echo 0) + 1 ))
echo "$count" > /var/lib/tide
echo "$GREETING This is run $count." | tee /srv/www/index.html
`;

const FILES = [
  { path: '/usr/local/bin/tide', mode: '755', content: PROGRAM },
  { path: '/etc/tide.conf', mode: '644', content: "GREETING='The tide is in.'\n" },
  { path: '/etc/boot.d/tide', mode: '755', content: '#!/bin/sh\nexec tide\n' },
];

/** What is damaged by {@link BREAK_COMMAND}; the demo compares their sums before and after. */
const VITAL_FILES = [...FILES.map(({ path }) => path), '/etc/passwd', '/etc/group'];

/** A shell command that writes the files, as an installer would. */
export const INSTALL_COMMAND = FILES.map(
  ({ path, mode, content }) => `cat > ${path} <<'END_OF_FILE'\n${content}END_OF_FILE\nchmod ${mode} ${path}`,
).join('\n');

export const RUN_COMMAND = 'tide';
export const CHECKSUM_COMMAND = `sha256sum ${VITAL_FILES.join(' ')}`;
export const BREAK_COMMAND =
  'rm -rf /usr/local/bin/tide /etc/tide.conf /etc/boot.d /etc/passwd /etc/group /srv/www/*';

/** The page after so many runs. */
export function pageOfRun(count: number): string {
  return `The tide is in. This is run ${count}.`;
}
