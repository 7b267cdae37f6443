import { randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

/** Argon2id with the library's parameters (19 MiB, 2 passes), which are OWASP's. */
export const hashPassword = (password: string): Promise<string> => hash(normal(password))

let nobody: Promise<string> | undefined

/** Whether the password is right. Works as long for an account that does not exist, so that time tells nothing. */
export async function checkPassword(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword(newPassword())
  const right = await verify(passwordHash ?? (await nobody), normal(password))
  return right && Boolean(passwordHash)
}

/** One password, however the keyboard composed its marks. */
const normal = (password: string) => password.normalize('NFC')

/** Without what is mistaken for another when read aloud or from paper. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const LENGTH = 14

/** A password for once, to be replaced at the first sign-in: 69 bits, easy to read from paper. */
export const newPassword = (): string => randomLetters(LENGTH)

/** Letters to be read from paper or told on the telephone; five bits each. */
export const randomLetters = (length: number): string =>
  Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('')

/** `abcdefgh` as it is written: `abcd-efgh`. */
export const inFours = (letters: string): string => letters.match(/.{1,4}/g)?.join('-') ?? ''

/** What somebody typed of such letters: small or capital, with strokes and spaces as they like. */
export const lettersOf = (typed: string): string => typed.toLowerCase().replace(/[^a-z0-9]/g, '')
