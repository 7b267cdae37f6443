/** Demo accounts. */
export function DemoAccounts(_: { onPick: (login: string, password: string) => void }) {
  return null
}
