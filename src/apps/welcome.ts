import type { Mode } from '#core/app.ts'
import type { Made } from './first-start.ts'

/** What to say when everything runs: where it is, and who may sign in. */
export function welcome(url: string, mode: Mode, origin: string, made: Made): readonly string[] {
  return [
    '',
    ...table([
      ['Citizens and checkpoints', `${url}/`],
      ['Offices and command', `${url}/console`],
      ['For everybody', `${url}/site`],
      ['API', `${url}/api`],
    ]),
    ...(made.accounts.length ? demoAccounts(url, made) : []),
    ...(made.administrator ? administrator(made.administrator) : []),
    ...(mode === 'production' && !origin.startsWith('https:') ? publicAddress : []),
    '',
  ]
}

function demoAccounts(url: string, { accounts }: Made): readonly string[] {
  const rows = accounts.map(({ who, login, password }) => [who, login, password ?? 'by code'])
  return [
    '',
    ...table([['Demo accounts', 'Sign-in', 'Password'], ...rows]),
    `  A code comes to the mailbox on screen, ${url}/hop-thu; any mobile number of Vietnam will do.`,
  ]
}

const administrator = ({ login, password }: NonNullable<Made['administrator']>): readonly string[] => [
  '',
  ...table([
    ['First administrator', 'Sign-in', 'Password'],
    ['shown this once; to be changed at the first sign-in', login, password],
  ]),
]

/** Without HTTPS browsers give no camera, and posters and links would name this machine. */
const publicAddress = ['', '  Phones reach this installation once SAOLA_ORIGIN names its public address, https://…']

/** Columns side by side. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? []
  return rows.map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('   ')}`.trimEnd())
}
