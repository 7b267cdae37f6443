import { expect, test } from 'vitest'
import { type Ended, type Standing, whatFollows } from './line-list.ts'

const open: Standing = { outcome: null, outcomeOn: null, confirmedOn: '2026-11-10', isOwn: true }
const well: Standing = { ...open, outcome: 'recovered', outcomeOn: '2026-11-19' }
const theirs: Standing = { ...well, isOwn: false }
const recovered = (on: string | null): Ended => ({ outcome: 'recovered', on })
const died = (on: string | null): Ended => ({ outcome: 'died', on })

test.each<[string, Standing, Ended | 'ongoing', ReturnType<typeof whatFollows>]>([
  ['nobody has said so', open, recovered('2026-11-19'), 'write'],
  ['the day is not told', open, died(null), 'write'],
  ['who was transferred is still ill', { ...theirs, outcome: 'transferred' }, recovered('2026-11-20'), 'write'],
  ['recovered before falling ill', open, recovered('2026-11-09'), 'impossible'],
  ['died before it was confirmed', open, died('2026-11-09'), 'write'],
  ['the same again', well, recovered('2026-11-19'), 'nothing'],
  ['the same without its day', theirs, recovered(null), 'nothing'],
  ['a word that lists do not tell apart', { ...theirs, outcome: 'discharged' }, recovered('2026-11-19'), 'nothing'],
  ['another day', well, recovered('2026-11-18'), 'correct'],
  ['another end', well, died('2026-11-19'), 'correct'],
  ['another day than somebody else wrote', theirs, recovered('2026-11-18'), 'differs'],
  ['an older list of who was still ill', well, 'ongoing', 'differs'],
  ['still ill', open, 'ongoing', 'nothing'],
])('%s', (_, file, end, follows) => expect(whatFollows(file, end)).toBe(follows))
