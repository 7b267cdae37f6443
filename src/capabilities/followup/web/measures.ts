/** `37,5` and `37.5` are 37.5 °C; undefined when it is no temperature of a living person. */
export function readTemperature(text: string): number | undefined {
  const clean = text
    .trim()
    .replace(',', '.')
    .replace(/\s*°?c?$/i, '')
  if (!/^\d{2}(\.\d{1,2})?$/.test(clean)) return undefined
  const value = Number(clean)
  return value >= 34 && value <= 43 ? value : undefined
}

/** `97` and `97%` are 97; undefined when it cannot be. */
export function readSpo2(text: string): number | undefined {
  const clean = text.trim().replace(/\s*%$/, '')
  if (!/^\d{2,3}$/.test(clean)) return undefined
  const value = Number(clean)
  return value >= 50 && value <= 100 ? value : undefined
}
