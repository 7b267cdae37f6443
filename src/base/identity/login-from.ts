/**
 * The login Vietnamese offices give: the given name, then the initials of the rest: `Nguyễn Văn An` → `an.nv`.
 */
export function loginFrom(name: string): string {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
  const given = words.at(-1) ?? ''
  const initials = words.slice(0, -1).map(word => word[0])
  return initials.length ? `${given}.${initials.join('')}` : given
}
