export const digits = (text: string): string => text.replace(/\D/g, '')

/** `0912345678` → `0912 345 678`, as phone numbers are read aloud. */
export const phoneText = (value: string): string => digits(value).replace(/^(\d{4})(\d{1,3})?(\d+)?$/, joinGroups)

const joinGroups = (_: string, ...groups: (string | undefined)[]): string =>
  groups.slice(0, 3).filter(Boolean).join(' ')
